/** Tensors that a module has of its own: learned or not, and what they start with. */
import type { Arguments } from './arguments'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { isKind, UNKNOWN } from './values'
import type { Value } from './values'

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
export function parameterOf({ positional: [value = null], line }: Arguments): Value {
  if (isKind(value, 'example'))
    return { kind: 'parameter', shape: value.shape, init: value.init, learnable: true, line }
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
