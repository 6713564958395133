import { z } from 'zod'
import { defineLoss } from './loss'
import { comparedShape, expectFloats, reduced, reduction, sizeWarning } from './losses'

/** (input − target)² / 2 near 0, delta · (|input − target| − delta / 2) further out. Shape and errors: as MSELoss. */
export const huberLoss = defineLoss({
  type: 'HuberLoss',
  doc: 'Squared error for small differences, a line of slope delta for large ones.',
  params: {
    reduction,
    delta: z
      .number()
      .positive()
      .default(1)
      .meta({ doc: 'The difference at which the parabola becomes a line.' }),
  },
  types: (call) => {
    expectFloats(call, 'HuberLoss', 'Found dtype Long but expected Float')
    return { output: { shape: reduced(comparedShape(call), call.params.reduction), dtype: 'float32' } }
  },
  warn: sizeWarning,
})
