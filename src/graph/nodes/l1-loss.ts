import { defineLoss } from './loss'
import { comparedShape, expectFraction, reduced, reduction, sizeWarning } from './losses'

/** Mean absolute error: mean of |input − target|. Shape and errors: as MSELoss, but one of the two may hold int64. */
export const l1Loss = defineLoss({
  type: 'L1Loss',
  doc: 'Mean absolute error, for numbers with outliers: mean of |input − target|.',
  params: { reduction },
  types: (call) => {
    expectFraction(call, 'L1Loss', ['input', 'target'])
    return { output: { shape: reduced(comparedShape(call), call.params.reduction), dtype: 'float32' } }
  },
  warn: sizeWarning,
})
