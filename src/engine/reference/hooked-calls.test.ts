/** Hooks on the call of a module see on PyTorch what they see in the engine: every type of layer, and calls of modules in modules. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pythonForTests } from '../../../scripts/setup/python.mjs'
import type { GraphDocument, Hook } from '../../graph/document/document'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { parseDocument } from '../../graph/file/parse'
import { readPython } from '../../graph/import/python/read-python'
import { inferDocument } from '../../graph/infer/infer'
import { nodeDefinitions } from '../../graph/nodes/index'
import { initialParams } from '../../graph/params/param-types'
import { ready } from '../index'
import { tensorsOf } from './hooks.fixture'
import { inputsFor, nodeGraph, nodeRows } from './node-graphs.fixture'
import { runOnPyTorch, runsOn, writeExport } from './run-export.fixture'
import type { ExportCase } from './run-export.fixture'
import { isOlder } from './torch-version.fixture'

interface Case extends ExportCase {
  title: string
}

type Placed = Partial<Hook> & Pick<Hook, 'type' | 'pass'>

const python = pythonForTests()
await ready()

/** Both prints, and what changes outputs and gradients. */
function aroundCall(node: string): Placed[] {
  return [
    { node, type: 'print', pass: 'forward' },
    { node, type: 'print', pass: 'backward' },
    { node, type: 'clip_value', pass: 'forward', params: { max: 0.7 } },
    { node, type: 'expression', pass: 'backward', params: { expr: '0.5 * x' } },
    { node, type: 'print', pass: 'forward' },
  ]
}

/** A document with hooks, by definition. Errors: one that `check` refuses. */
function hooked(document: GraphDocument, hooks: Readonly<Record<string, readonly Placed[]>>): GraphDocument {
  const modules = Object.fromEntries(
    Object.entries(document.modules).map(([name, module]) => [
      name,
      { ...module, hooks: (hooks[name] ?? []).map((hook, i) => ({ id: `h${i}`, params: {}, ...hook })) },
    ]),
  )
  const { document: read, findings } = parseDocument(JSON.stringify({ ...document, modules }))
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  return read!
}

/** One row a type and a set of wired inputs. */
/** Gives PyTorch a named tuple, of which a graph has the loss alone (docs/engine.md). */
const NAMED_TUPLE = 'AdaptiveLogSoftmaxWithLoss'

function rows(): Case[] {
  const seen = new Set<string>()
  return nodeRows({ fewer: true }).filter(({ type }) => type !== NAMED_TUPLE).flatMap((row, index) =>
    nodeGraph(row, 'module', { index, cubed: true }).flatMap(({ title, type, document, inputs, mode, frozen }) => {
      const handles = document.modules['Net']!.edges.filter(({ target }) => target === 'node').map(({ targetHandle }) => targetHandle)
      const { need_weights: shown } = row.params
      const key = JSON.stringify([type, handles, shown])
      if (seen.has(key) || exportPyTorch(inferDocument(document)).kind !== 'files') return []
      seen.add(key)
      return [{ title, document: hooked(document, { Net: aroundCall('node') }), inputs, mode, frozen }]
    }),
  ) // prettier-ignore
}

const sequence = [
  ['x: Input', { shape: [4, 3] }],
  ['seen: Input', { shape: [4] }],
  ['lstm: LSTM', { hidden_size: 3, batch_first: true }],
  ['gru: GRU', { hidden_size: 3, batch_first: true }],
  ['again: GRU', { hidden_size: 3, batch_first: true }, { shared_with: 'gru' }],
  ['attention: MultiheadAttention', { num_heads: 1, batch_first: true, need_weights: false }],
  ['norm: LayerNorm', { bias: false }],
  ['y: Output'],
] as const

const SEQUENCES: Record<string, GraphDocument> = {
  'states go from one to the next': testDocument(sequence, [
    'x → lstm', 'lstm → gru', 'lstm.h_n → gru.hx', 'gru → again', 'gru.h_n → again.hx', 'again → attention.query',
    'gru → attention.key', 'lstm → attention.value', 'seen → attention.key_padding_mask', 'attention → norm', 'norm → y',
  ]),
  'the states of an LSTM alone are wanted': testDocument(
    [sequence[0], sequence[2], ['back: LSTM', { hidden_size: 3, batch_first: true }], ['y: Output'], ['z: Output']],
    ['x → lstm', 'x → back', 'lstm.h_n → back.h_0', 'lstm.c_n → back.c_0', 'back.c_n → y', 'back.h_n → z'],
  ),
} // prettier-ignore

const inner = testModule(
  [['right: Input'], ['left: Input'], ['fc: Linear', { out_features: 3 }], ['miss: MSELoss'], ['gap: Sub'], ['act: Tanh'], ['first: Output'], ['second: Output']],
  ['left → fc', 'fc → miss', 'right → miss.target', 'fc → gap', 'right → gap.other', 'gap → act', 'act → first', 'fc → second'],
) // prettier-ignore

const NESTED = testDocument(
  [
    ['a: Input', { shape: [3] }],
    ['b: Input', { shape: [3] }],
    ['pair: Module', { module: 'Pair' }],
    ['twin: Module', { module: 'Pair' }, { shared_with: 'pair' }],
    ['lone: Module', { module: 'Lone' }],
    ['judge: Module', { module: 'Judge' }],
    ['loss: L1Loss'],
    ['y: Output'],
  ],
  ['a → pair.left', 'b → pair.right', 'pair.first → twin.left', 'pair.second → twin.right', 'twin.second → lone.x', 'twin.first → judge.x', 'lone.out → loss', 'b → loss.target', 'lone.out → y'],
  {
    Pair: inner,
    Lone: testModule([['x: Input'], ['act: Sigmoid'], ['size: MSELoss', {}, { call: 'functional' }], ['out: Output']], ['x → act', 'act → size', 'x → size.target', 'act → out']),
    Judge: testModule([['x: Input'], ['fc: Linear', { out_features: 2 }], ['zero: Constant', { value: 0 }], ['each: ExpandAs'], ['size: MSELoss']], ['x → fc', 'fc → size', 'zero → each', 'fc → each.other', 'each → size.target']),
  },
) // prettier-ignore

const graphs: Case[] = [
  ...Object.entries(SEQUENCES).map(([title, document]) => ({
    title,
    document: hooked(document, {
      Net: document.modules['Net']!.nodes.flatMap(({ id, type }) =>
        /Input|Output/.test(type) ? [] : [...aroundCall(id), noiseOn(id)],
      ),
    }),
  })),
  {
    title: 'modules in modules, with losses inside',
    document: hooked(NESTED, {
      Net: [...['pair', 'lone', 'judge', 'loss'].flatMap(aroundCall), noiseOn('pair')],
      Pair: [...aroundCall('fc'), ...aroundCall('miss')],
      Lone: [...aroundCall('act'), ...aroundCall('size')],
    }),
  },
].map((each) => ({ ...each, inputs: inputsFor(each.document, 2), mode: 'train' as const }))

function noiseOn(node: string): Placed {
  return { node, type: 'noise', pass: 'forward', params: { std: 0.1, seed: 3 } }
}

/** What the hook makes of the values, and of gradients of 1 that come back over it. */
const EDGES: readonly [type: string, params: Record<string, number>, x: number[][]][] = [
  ['clip_norm', { max_norm: 0 }, [[0, 0, 0]]],
  ['clip_norm', { max_norm: 0 }, [[1, 2, 3]]],
  ['clip_norm', { max_norm: 1 }, [[0, 0, 0]]],
  ['clip_norm', { max_norm: 1 }, [[NaN, 1, 2]]],
  ['clip_norm', { max_norm: 1 }, [[Infinity, 1, 2]]],
  ['clip_value', { max: 0 }, [[NaN, Infinity, -1]]],
  ['clip_value', { max: 1 }, [[NaN, Infinity, 0.5]]],
  ['replace_nan', { value: 3 }, [[NaN, Infinity, 1]]],
  ['zero', {}, [[NaN, Infinity, 1]]],
  ['scale', { factor: 0 }, [[NaN, -Infinity, 1]]],
  ['dropout', { p: 1 }, [[1, 2, 3]]],
]
const edges: Case[] = EDGES.flatMap(([type, params, x]) =>
  (['forward', 'backward'] as const).map((pass): Case => {
    const document = testDocument(
      [['x: Input', { shape: [3] }], ['same: Identity'], ['times: Mul'], ['w: Input', { shape: [3] }], ['y: Output']],
      ['x → same', 'same → times', 'w → times.other', 'times → y'],
    )
    // The gradient of a factor is the other one.
    const ones = [[1, 1, 1]]
    const inputs = tensorsOf(pass === 'forward' ? { x, w: ones } : { x: ones, w: x })
    const title = `${type} ${JSON.stringify(params)} of ${x.join()} ${pass}`
    return { title, document: hooked(document, { Net: [{ edge: 'e1', type, pass, params }] }), inputs, mode: 'train' }
  }),
) // prettier-ignore

const cases = [...rows(), ...graphs, ...edges]
const folder = mkdtempSync(join(tmpdir(), 'gradwire-calls-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.skipIf(python === null)(`hooks on calls, on PyTorch ${python?.version}`, () => {
  const known = cases.flatMap((each, index) => (runsOn(python?.version, each) ? [index] : []))
  const texts = new Map<number, string>()
  let answers: ReturnType<typeof runOnPyTorch> = new Map()
  const pathOf = (index: number): string => join(folder, `case${index}`)
  beforeAll(() => {
    for (const index of known) texts.set(index, writeExport(cases[index]!, pathOf(index)))
    answers = runOnPyTorch(python!.path, known.map(pathOf))
  }, 120_000)

  it('are on every type of module that there is here', () => {
    const proved = new Set(known.flatMap((index) => cases[index]!.document.modules['Net']!.nodes.map(({ type }) => type))) // prettier-ignore
    const here = nodeDefinitions.filter(({ role, instanceOf, calls, pytorch, params }) => {
      const since = pytorch.since?.(initialParams(params))
      const isHere = since === undefined || !isOlder(python!.version, since)
      return (role === undefined || role === 'loss') && !instanceOf && calls.includes('module') && !pytorch.tensor && isHere // prettier-ignore
    })
    expect(here.map(({ type }) => type).filter((type) => !proved.has(type))).toEqual([NAMED_TUPLE])
  })

  cases.forEach(({ title }, index) => {
    it.skipIf(!known.includes(index))(`see and print the same: ${title}`, () => {
      const { problems, printed } = answers.get(`case${index}`)!
      const source = problems.length === 0 ? '' : readFileSync(join(pathOf(index), 'model.py'), 'utf8')
      expect(problems, source).toEqual([])
      expect(printed).toBe(texts.get(index))
    })
  })
})

describe('hooks on calls that were exported', () => {
  it.each(graphs.map((each) => [each.title, each] as const))('are read back: %s', (_, { document }) => {
    const result = exportPyTorch(inferDocument(document))
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
    const read = readPython(result.files['model.py']!, { title: 'model.py' })
    if (read.kind === 'refused') throw new Error(JSON.stringify(read))
    const textsOf = ({ modules }: GraphDocument): string[] =>
      Object.entries(modules)
        .flatMap(([module, { hooks = [], nodes }]) => {
          // Those on a shared module come back on the node that owns it.
          const nameOf = (id: string | undefined): string | undefined => {
            const node = nodes.find((each) => each.id === id)
            return node?.shared_with === undefined ? node?.name : nameOf(node.shared_with)
          }
          return hooks
            .filter(({ node }) => node !== 'loss')
            .map(({ node, type, pass, params }) => JSON.stringify([module, nameOf(node), type, pass, params]))
        })
        .sort()
    expect(textsOf(read.document)).toEqual(textsOf(document))
  })
})
