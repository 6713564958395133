import type { Dim, Shape } from '../types/dims'
import { inserting, toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/**
 * Sizes as numbers. Errors: one that changes with the batch, which has come among them by a Permute or Reshape.
 *
 * @param whole The shape that they are part of.
 */
export function fixedSizes(sizes: Shape, whole: Shape): number[] {
  return sizes.map((size) => {
    if (typeof size === 'number') return size
    throw new RuleError(
      told(
        'rule.fixed_sizes.open_size',
        'A dimension of size {{size}} cannot be one of an image: it changes with the batch.',
        { size },
      ),
      {
        handle: 'input',
        remedy: tell(
          'rules.fixed_sizes.put_batch_first_again_for',
          'Put the batch first again, for example with Permute.',
        ),
        fixes: [...batchFirst(whole, size), ...[3, 4].flatMap((rank) => toRank('input', whole, rank))],
      },
    )
  })
}

function batchFirst(shape: Shape, batch: Dim): RuleFix[] {
  const place = shape.indexOf(batch)
  if (place <= 0) return []
  const others = shape.map((_, axis) => axis).filter((axis) => axis !== place)
  return [inserting('input', 'Permute', { dims: [place, ...others] })]
}
