/** Tensors that a module has of its own: learned or not, and what they start with. */
import type { Arguments } from './arguments'
import type { Note } from './library'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { isKind, plain, UNKNOWN } from './values'
import type { TensorInit, Value } from './values'

/** `torch.randn(3) * 0.02` starts with smaller numbers; undefined for anything else. */
export function scaledExample(operator: string, left: Value, right: Value): Value | undefined {
  const [example, factor] = isKind(left, 'example') ? [left, right] : [right, left]
  if (!isKind(example, 'example') || typeof factor !== 'number' || !['*', '/'].includes(operator))
    return undefined
  const by = operator === '*' ? factor : 1 / factor
  const { init, std = 1, b = 1, val = startOf(init) } = example.init
  if (init === 'normal') return { ...example, init: { init, std: std * Math.abs(by) } }
  if (init === 'uniform') return { ...example, init: { init, b: b * by } }
  return init === 'zeros' ? example : { ...example, init: { init: 'constant', val: val * by } }
}

function startOf(init: string): number {
  return init === 'ones' ? 1 : 0
}

/** `nn.Parameter(torch.zeros(3))`. Errors: of what is no tensor → Unreadable. */
export function parameterOf({ positional, named, line }: Arguments, note: Note): Value {
  const [value = null, learns = true] = [
    named.get('data') ?? positional[0],
    named.get('requires_grad') ?? positional[1],
  ]
  if (isKind(value, 'example')) {
    // A table that never learns is a fixed tensor of the state_dict.
    if (learns === false && value.values !== undefined)
      return { ...value, kind: 'parameter', learnable: false, persistent: true, line }
    const [start] = value.values ?? []
    const alike = start !== undefined && value.values?.every((each) => each === start) === true
    if (value.values !== undefined && !alike) note(refusals.startValues('nn.Parameter'), line)
    const init: TensorInit = alike ? withoutUsual({ init: 'constant', val: start }) : value.init
    const frozen = learns === false ? { marks: [{ kind: 'frozen', name: null } as const] } : {}
    return { kind: 'parameter', shape: value.shape, init, learnable: true, ...frozen, line }
  }
  if (typeof value === 'number')
    return { kind: 'parameter', shape: [], init: { init: 'constant', val: value }, learnable: true, line }
  throw new Unreadable(refusals.parameter(), line)
}

/** A tensor that is not learned: made by a function, or written out. */
export function bufferOf(value: Value, line: number, persistent: boolean): Value {
  return isKind(value, 'example')
    ? { ...value, kind: 'parameter', learnable: false, persistent, line }
    : UNKNOWN
}

/**
 * `nn.init.normal_(self.pos, std=0.02)`: what a free parameter starts with is kept where its node can say it. Everything else is
 * told: layers here start as PyTorch's own do.
 */
export function initialise(name: string, { positional, named, line }: Arguments, note: Note): Value {
  const [target = null, ...rest] = positional
  const number = (key: string, place: number, usual: number): number =>
    Number(plain(named.get(key) ?? rest[place] ?? usual))
  const init = ((): TensorInit | undefined => {
    switch (name) {
      case 'zeros_':
        return { init: 'zeros' }
      case 'ones_':
        return { init: 'ones' }
      case 'constant_':
        return { init: 'constant', val: number('val', 0, 0) }
      case 'normal_':
        return { init: 'normal', mean: number('mean', 0, 0), std: number('std', 1, 1) }
      case 'uniform_':
        return { init: 'uniform', a: number('a', 0, 0), b: number('b', 1, 1) }
      default:
        return undefined
    }
  })()
  const free = isKind(target, 'parameter') || isKind(target, 'example')
  const known = init !== undefined && Object.values(init).every((value) => !Number.isNaN(value))
  if (free && known) Object.assign(target, { init: withoutUsual(init), values: undefined })
  else if (target !== null) note(refusals.startValues(`nn.init.${name}`), line, 'info')
  return target
}

/** As a node's params are written: what is as usual is left out. */
function withoutUsual(init: TensorInit): TensorInit {
  const usual: Readonly<Record<string, unknown>> = { mean: 0, std: 1, a: 0, b: 1 }
  return Object.fromEntries(
    Object.entries(init).filter(([name, value]) => usual[name] !== value),
  ) as unknown as TensorInit
}
