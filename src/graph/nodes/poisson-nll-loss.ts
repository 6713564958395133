import { z } from 'zod'
import { defineLoss } from './loss'
import { comparedShape, reduced, reduction } from './losses'

/**
 * eˣ − target · x for the logarithm x of a rate, x − target · ln(x + eps) for the rate itself.
 *
 * Shape: input and target `(*)`, output a number. Errors: sizes that do not broadcast.
 */
export const poissonNllLoss = defineLoss({
  type: 'PoissonNLLLoss',
  doc: 'For counts: how unlikely the target is at the rate that the network says.',
  params: {
    log_input: z
      .boolean()
      .default(true)
      .meta({ doc: 'The input is the logarithm of the rate, which may be any number.' }),
    full: z
      .boolean()
      .default(false)
      .meta({ doc: 'Also count what depends on the target alone; it changes no gradient.', advanced: true }),
    eps: z
      .number()
      .min(0)
      .default(1e-8)
      .meta({ doc: 'Added to a rate under the logarithm, so that 0 has one.', advanced: true }),
    reduction,
  },
  idle: ({ log_input: isLogarithm }) => (isLogarithm ? ['eps'] : []),
  types: (call) => ({
    output: { shape: reduced(comparedShape(call, 'target'), call.params.reduction), dtype: 'float32' },
  }),
})
