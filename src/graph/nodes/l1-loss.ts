import { defineLoss } from './loss'
import { comparedShape, reduced, reduction, sizeWarning } from './losses'

/** Mean absolute error: mean of |input − target|. Shape and errors: as MSELoss, but an int64 target is allowed. */
export const l1Loss = defineLoss({
  type: 'L1Loss',
  doc: 'Mean absolute error, for numbers with outliers: mean of |input − target|.',
  params: { reduction },
  types: (call) => ({
    output: { shape: reduced(comparedShape(call), call.params.reduction), dtype: 'float32' },
  }),
  warn: sizeWarning,
})
