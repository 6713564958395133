import { z } from 'zod'
import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import { toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'
import { broadcastShapes } from './broadcast'
import { defineLoss } from './loss'
import { comparedShape, reduced, reduction } from './losses'

/**
 * ½ · (ln var + (input − target)² / var), with a variance of at least eps.
 *
 * Shape: input and target `(*)`; var as input, without its last dimension, or with one of its dimensions 1; output a number.
 * Errors: another size of var → `var is of incorrect size`; sizes that do not broadcast.
 */
export const gaussianNllLoss = defineLoss({
  type: 'GaussianNLLLoss',
  doc: 'For numbers whose spread the network says too: far off costs little where it is unsure.',
  inputs: [
    { name: 'input', doc: 'The mean that the network says.' },
    { name: 'target', doc: 'What it should say.' },
    { name: 'var', doc: 'The variance that it says, from 0: Softplus or Exp in front.' },
  ],
  params: {
    full: z
      .boolean()
      .default(false)
      .meta({ doc: 'Also count ½ · ln 2π; it changes no gradient.', advanced: true }),
    eps: z
      .number()
      .gt(0)
      .default(1e-6)
      .meta({ doc: 'The least variance, so that nothing is divided by 0.', advanced: true }),
    reduction,
  },
  types: (call) => {
    const input = inputAt(call, 'input').shape
    const variance = inputAt(call, 'var').shape
    const spread = besides(input, variance)
    if (spread === undefined)
      throw new RuleError('var is of incorrect size', {
        handle: 'var',
        remedy: tell(
          'rules.gaussian_nll_loss.sizes_of_var',
          'The input is {{input}}, var {{variance}}: give var the size of the input, or 1 in one place.',
          { input: formatShape(input), variance: formatShape(variance) },
        ),
        fixes: toShape('var', variance, input),
      })
    const losses = broadcastShapes(spread, comparedShape(call))
    return { output: { shape: reduced(losses, call.params.reduction), dtype: 'float32' } }
  },
})

/** The variance as it broadcasts to the input; undefined where PyTorch takes none of that size. */
function besides(input: Shape, variance: Shape): Shape | undefined {
  if (sameShape(input, variance)) return variance
  if (sameShape(input.slice(0, -1), variance)) return [...variance, 1]
  const others = variance.filter((size, dim) => size !== input[dim])
  return input.length === variance.length && others.length === 1 && others[0] === 1 ? variance : undefined
}
