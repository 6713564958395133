/** What Split and Chunk share: several outputs, and the parts of a dimension. */
import { formatShape } from '../types/dims'
import type { TensorType } from '../types/dims'
import { axisOf, suitingDims } from '../registry/axis'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/** More parts than anyone wires. */
export const MOST_PARTS = 256

/** The input cut along `dim` into parts whose sizes `sizesOf` gives for its length, as `outputs.0`, `outputs.1`, …. */
export function splitTypes(
  input: TensorType,
  dim: number,
  sizesOf: (length: number, axis: number) => readonly number[],
): Record<string, TensorType> {
  const { shape, dtype } = input
  if (shape.length === 0) {
    throw new RuleError('split expects at least a 1-dimensional tensor', { handle: 'input' })
  }
  const axis = axisOf(dim, shape.length, 'dim')
  const length = shape[axis]
  if (typeof length !== 'number') {
    throw new RuleError(
      told(
        'rule.splitting.batch',
        'The batch cannot be split: how many parts there are would depend on its size.',
      ),
      {
        param: 'dim',
        remedy: tell('rules.splitting.split_another_dimension_of', 'Split another dimension of {{shape}}.', {
          shape: formatShape(shape),
        }),
        fixes: suitingDims(shape, (size) => typeof size === 'number'),
      },
    )
  }
  const parts = sizesOf(length, axis)
  if (parts.length > MOST_PARTS) {
    throw new RuleError(
      told(
        'rule.splitting.too_many_parts',
        'A dimension of size {{length}} would be cut into {{parts}} parts.',
        { length, parts: parts.length },
      ),
      {
        param: 'dim',
        remedy: tell('rules.splitting.at_most_parts_are_possible', 'At most {{most}} parts are possible.', {
          most: MOST_PARTS,
        }),
      },
    )
  }
  return Object.fromEntries(
    parts.map((size, index) => [
      `outputs.${index}`,
      { shape: shape.map((each, at) => (at === axis ? size : each)), dtype },
    ]),
  )
}

/** Parts of `size`; the last may be shorter. */
export function evenSizes(length: number, size: number): number[] {
  const count = Math.ceil(length / size)
  // Far too many are told of without listing them.
  if (count > MOST_PARTS) return Array.from({ length: MOST_PARTS + 1 }, () => size)
  return Array.from({ length: count }, (_, index) => Math.min(size, length - index * size))
}

/** `a, b = …`; parts at the end that nobody uses share one star, and so do those that other inputs would give. */
export function assignedParts(names: readonly string[], open: boolean): string {
  const used = names.slice(0, names.findLastIndex((name) => name !== '_') + 1)
  if (!open && used.length === names.length && used.length > 1) return used.join(', ')
  return [...used, '*_'].join(', ')
}
