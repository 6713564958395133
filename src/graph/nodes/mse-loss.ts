import { defineNode } from '../registry/definition'
import { comparedShape, expectFloats, lossInputs, reduced, reduction, sizeWarning } from './losses'

/**
 * Mean squared error: mean of (input − target)².
 *
 * Shape: input `(*)`, target `(*)`, output a number.
 * Errors: sizes that do not broadcast → `The size of tensor a …`; int64 target → `Found dtype Long but expected Float`.
 * A target of another shape that broadcasts is PyTorch's warning `Using a target size …`.
 */
export const mseLoss = defineNode({
  type: 'MSELoss',
  category: 'loss',
  doc: 'Mean squared error, for numbers: mean of (input − target)².',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html',
  stem: 'loss',
  plainStem: true,
  role: 'loss',
  inputs: lossInputs,
  calls: ['module', 'functional'],
  accepts: 'numbers',
  params: { reduction },
  types: (call) => {
    expectFloats(call, 'MSELoss', 'Found dtype Long but expected Float')
    return {
      output: {
        shape: reduced(comparedShape(call), call.params.reduction),
        dtype: 'float32',
      },
    }
  },
  warn: sizeWarning,
})
