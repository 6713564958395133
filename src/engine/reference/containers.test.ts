import { beforeAll, describe, expect, it } from 'vitest'
import { nn, onesLike, ready, zeros as zerosOf, type Tensor } from '../index'
import type { IncompatibleKeys } from '../nn'
import { savedRows } from './compare'

type Row = { label: string } & (
  | { text: string; keys: string[] }
  | { kind: string; error: string }
  | { missing: string[]; unexpected: string[] }
)

const zeros = (...shape: number[]): Tensor => zerosOf(shape)

class Own extends nn.Module {
  v = new nn.Parameter(zeros(2))
  seq = new nn.Sequential(new nn.Linear(2, 3), new nn.ReLU(), new nn.Linear(3, 1, { bias: false }))
  lst = new nn.ParameterList([zeros(1), zeros(2, 2)])
  kept = 3
  mean = new nn.Buffer(zeros(2))
}

/** Runs changes on a module and gives it back. */
function after<M>(module: M, ...changes: ((module: M) => unknown)[]): M {
  for (const change of changes) change(module)
  return module
}

const three = () => new nn.ModuleList([new nn.ReLU(), new nn.Linear(2, 3), new nn.Tanh()])
const row = () => new nn.Sequential(new nn.ReLU(), new nn.Linear(2, 3), new nn.Tanh())
const named = () => new nn.Sequential({ a: new nn.ReLU(), b: new nn.Linear(2, 3), c: new nn.Tanh() })
const byName = () => new nn.ModuleDict({ b: new nn.ReLU(), a: new nn.Linear(2, 3) })
const parameters = () => new nn.ParameterList([zeros(2, 3), zeros(4)])
const parameterDict = () => new nn.ParameterDict({ right: zeros(2), left: zeros(3, 1) })

/** A whole state of `Own` but for some keys, and with more. */
function state(drop: string[] = [], more: Record<string, Tensor> = {}): Record<string, Tensor> {
  const entries = [...new Own().stateDict()].filter(([key]) => !drop.includes(key))
  return { ...Object.fromEntries(entries.map(([key, value]) => [key, onesLike(value)])), ...more }
}

const modules: Record<string, () => nn.Module> = {
  list: three,
  'list of alike': () =>
    new nn.ModuleList([
      new nn.ReLU(),
      new nn.ReLU(),
      new nn.Linear(2, 2),
      new nn.Linear(2, 2),
      new nn.ReLU(),
    ]),
  'list in list': () =>
    new nn.ModuleList([new nn.ModuleList([new nn.Linear(1, 1), new nn.Linear(1, 1)]), new nn.ModuleList()]),
  'list appended': () =>
    after(
      three(),
      (m) => m.append(new nn.Sigmoid()),
      (m) => m.extend([new nn.ReLU(), new nn.ReLU()]),
    ),
  'list inserted': () => after(three(), (m) => m.insert(1, new nn.Sigmoid())),
  'list inserted at the end': () => after(three(), (m) => m.insert(3, new nn.Sigmoid())),
  'list popped': () => after(three(), (m) => m.pop(0)),
  'list popped at the end': () => after(three(), (m) => m.pop()),
  'list set': () => after(three(), (m) => m.set(-1, new nn.Linear(1, 1))),
  'list sliced': () => three().slice(1),
  sequence: row,
  'sequence appended': () => after(row(), (m) => m.append(new nn.Sigmoid())),
  'sequence sliced': () => row().slice(1),
  'sequence popped': () => after(row(), (m) => m.pop(0)),
  'sequence set': () => after(row(), (m) => m.set(0, new nn.Linear(1, 1))),
  'named sequence': named,
  'named sequence sliced': () => named().slice(1),
  'named sequence popped': () => after(named(), (m) => m.pop(1)),
  'named sequence set': () => after(named(), (m) => m.set(1, new nn.Sigmoid())),
  dict: byName,
  'dict updated': () => after(byName(), (m) => m.update({ b: new nn.Tanh(), c: new nn.Linear(1, 1) })),
  'dict popped and set': () =>
    after(
      byName(),
      (m) => m.pop('b'),
      (m) => m.set('b', new nn.Tanh()),
    ),
  'dict cleared': () => after(byName(), (m) => m.clear()),
  parameters,
  'one parameter': () => new nn.ParameterList([zeros(2, 3)]),
  'no parameter': () => new nn.ParameterList(),
  'parameters appended': () =>
    after(
      parameters(),
      (m) => m.append(zeros(1)),
      (m) => m.extend([zeros(1, 1)]),
    ),
  'parameters set': () => after(parameters(), (m) => m.set(-1, zeros(7))),
  'parameters sliced': () => parameters().slice(1),
  'parameter dict': parameterDict,
  'parameter dict of pairs': () =>
    new nn.ParameterDict([
      ['right', zeros(2)],
      ['left', zeros(3, 1)],
    ]),
  'parameter dict updated': () =>
    after(parameterDict(), (m) => m.update({ left: zeros(5), above: zeros(1) })),
  'parameter dict popped and set': () =>
    after(
      parameterDict(),
      (m) => m.pop('left'),
      (m) => m.set('left', zeros(1)),
    ),
  'no parameters by name': () => after(parameterDict(), (m) => m.clear()),
  'a net of them': () => new Own(),
}

const errors: Record<string, () => unknown> = {
  'list at 3': () => three().at(3),
  'list at -4': () => three().at(-4),
  'dict without': () => byName().get('zz'),
  'parameters at 2': () => parameters().at(2),
  'parameter list called': () => parameters().call(),
  'parameter dict called': () => parameterDict().call(),
  'list called': () => three().call(),
  'submodule missing': () => new Own().getSubmodule('seq.9'),
  'submodule of missing': () => new Own().getSubmodule('zz.0'),
  'submodule that is none': () => new Own().getSubmodule('kept'),
  'submodule that is a parameter': () => new Own().getSubmodule('seq.0.weight'),
  'parameter missing': () => new Own().getParameter('seq.0.zz'),
  'parameter that is none': () => new Own().getParameter('mean'),
  'parameter of missing': () => new Own().getParameter('zz.weight'),
  'buffer missing': () => new Own().getBuffer('zz'),
  'buffer that is none': () => new Own().getBuffer('v'),
  'dotted name': () => new Own().addModule('a.b', new nn.ReLU()),
  'dotted parameter': () => new nn.ParameterDict({ 'a.b': zeros(1) }),
  'load missing': () => new Own().loadStateDict(state(['seq.2.weight', 'v'])),
  'load unexpected': () =>
    new Own().loadStateDict(
      state([], {
        'seq.1.w': zeros(1),
        'lst.5': zeros(1),
        aa: zeros(1),
        'seq.9.w': zeros(1),
        'seq.0.zz': zeros(1),
      }),
    ),
  'load sizes': () => new Own().loadStateDict(state([], { 'seq.0.weight': zeros(4, 4), v: zeros(2, 1) })),
  'load sizes, not strict': () =>
    new Own().loadStateDict(state([], { 'lst.1': zeros(4), zz: zeros(1) }), { strict: false }),
  'load all wrong': () =>
    new Own().loadStateDict(state(['mean', 'seq.0.bias'], { 'seq.0.weight': zeros(1, 2), zz: zeros(1) })),
}

const loads: Record<string, () => IncompatibleKeys> = {
  'load whole': () => new Own().loadStateDict(state()),
  'load part': () =>
    new Own().loadStateDict(state(['mean', 'seq.0.bias'], { 'seq.0.zz': zeros(1), zz: zeros(1) }), {
      strict: false,
    }),
}

beforeAll(async () => void (await ready()))

describe('as in PyTorch', () => {
  const rows = savedRows<Row>('containers')

  it.each(rows.filter((entry) => 'text' in entry))(
    '$label: the text and the keys',
    ({ label, text, keys }) => {
      const module = modules[label]!()
      expect(String(module)).toBe(text)
      expect([...module.stateDict().keys()]).toEqual(keys)
    },
  )

  it.each(rows.filter((entry) => 'error' in entry))('$label: the error', ({ label, kind, error }) => {
    expect(errors[label]).toThrow(expect.objectContaining({ name: kind, message: error }))
  })

  it.each(rows.filter((entry) => 'missing' in entry))(
    '$label: the keys given back',
    ({ label, missing, unexpected }) => {
      expect(loads[label]!()).toEqual({ missingKeys: missing, unexpectedKeys: unexpected })
    },
  )
})
