import type { Dim, Shape } from '../types/dims'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * The shape of an element-by-element operation: dimensions are matched from the back, 1 stretches.
 *
 * @param handles Where the two come in.
 * Errors: two sizes that differ → `The size of tensor a (3) must match the size of tensor b (4) at non-singleton …`.
 */
export function broadcastShapes(
  a: Shape,
  b: Shape,
  [first, second]: readonly [string, string] = ['input', 'other'],
): Shape {
  const rank = Math.max(a.length, b.length)
  const result: Dim[] = []
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - (rank - a.length)] ?? 1
    const right = b[axis - (rank - b.length)] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw new RuleError(
        `The size of tensor a (${left}) must match the size of tensor b (${right}) at non-singleton dimension ${axis}`,
        {
          handle: second,
          fixes: [...toShape(second, b, a), ...toShape(first, a, b)],
          remedy: tell('rules.broadcast.inputs_are_and', 'The inputs are [{{a}}] and [{{b}}].', {
            a: a.join(', '),
            b: b.join(', '),
          }),
        },
      )
    }
    result.push(left === 1 ? right : left)
  }
  return result
}
