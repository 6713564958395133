import type { Shape } from '../infer/dims'
import { RuleError } from './rule-error'

/** Sizes as numbers. Errors: one that changes with the batch, which has come among them by a Permute or Reshape. */
export function fixedSizes(sizes: Shape): number[] {
  return sizes.map((size) => {
    if (typeof size === 'number') return size
    throw new RuleError(`A dimension of size ${size} cannot be one of an image: it changes with the batch.`, {
      handle: 'input',
      remedy: 'Put the batch first again, for example with Permute.',
    })
  })
}
