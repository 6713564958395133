/** Which calls change a tensor in place, and what a tensor becomes whose values are set by a mask. */
import type { Arguments } from '../arguments'
import { isTruth } from '../masks'
import { Operation } from '../operation'
import { signatureOf } from '../signatures'
import type { Tracer } from '../tracer'
import { isKind } from '../values'
import type { TensorValue, Value } from '../values'
import { of, rankOf } from './chains'

/** Whether a function or method of that name changes its first argument: `add_`, `F.relu(x, inplace=True)`. */
export function worksInPlace(name: string, { positional, named }: Arguments): boolean {
  if (/dropout/.test(name)) return false
  if (/[^_]_$/.test(name) && name !== 'requires_grad_') return true
  if (named.has('inplace')) return named.get('inplace') === true
  const place = signatureOf(`F.${name}`)?.findIndex((each) => each.name === 'inplace') ?? -1
  return place >= 0 && positional[place] === true
}

/** `x[mask] = value`; undefined for every other index. */
export function filledWhere(
  input: TensorValue,
  index: readonly Value[],
  value: Value,
  tracer: Tracer,
  line: number,
): TensorValue | undefined {
  const [mask] = index
  if (index.length !== 1 || !isTruth(mask)) return undefined
  const operation = new Operation('masked_fill', new Map(), [], tracer, line, () => undefined)
  const wire = tracer.tensor(mask, line)
  const missing = (rankOf(input) ?? 0) - (rankOf(wire) ?? 0)
  if (missing < 0 || (missing > 0 && rankOf(input) === undefined)) return undefined
  // A mask says which of the first dimensions.
  const whole = Array.from({ length: missing }).reduce<TensorValue | null>(
    (before) => of(operation, 'Unsqueeze', before, { dim: -1 }),
    wire,
  )
  if (typeof value === 'number' && (Number.isFinite(value) || value === -Infinity))
    return operation.node('MaskedFill', { value: value === -Infinity ? null : value }, { input, mask: whole })
  // Several values would be put one after another.
  const other = isKind(value, 'tensor') && rankOf(value) === 0 ? value : undefined
  return other && operation.node('Where', {}, { condition: whole, input: other, other: input })
}
