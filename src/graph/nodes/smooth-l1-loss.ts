import { z } from 'zod'
import { defineLoss } from './loss'
import { comparedShape, expectFloats, reduced, reduction, sizeWarning } from './losses'

/** A parabola near 0, |input − target| further out; L1Loss for beta 0. Shape and errors: as MSELoss. */
export const smoothL1Loss = defineLoss({
  type: 'SmoothL1Loss',
  doc: 'Squared error for small differences, absolute error for large ones.',
  params: {
    reduction,
    beta: z.number().min(0).default(1).meta({ doc: 'The difference at which the parabola becomes a line.' }),
  },
  // Before 2.1 the gradient at a difference of 0 was not 0 for beta=0.
  pytorch: { since: ({ beta }) => (beta === 0 ? '2.1' : undefined) },
  types: (call) => {
    expectFloats(call, 'SmoothL1Loss', 'Found dtype Long but expected Float')
    return { output: { shape: reduced(comparedShape(call), call.params.reduction), dtype: 'float32' } }
  },
  warn: sizeWarning,
})
