import { formatShape, sameShape } from '../infer/dims'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from './definition'
import { lossInputs, reduced, reduction } from './losses'
import { RuleError } from './rule-error'

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
  accepts: 'any',
  params: { reduction },
  types: (call) => {
    const input = inputAt(call, 'input')
    const target = inputAt(call, 'target')
    if (input.dtype !== 'float32' || target.dtype !== 'float32') {
      throw new RuleError('Found dtype Long but expected Float', {
        handle: target.dtype === 'float32' ? 'input' : 'target',
        remedy: 'MSELoss compares float32 values; for classes use CrossEntropyLoss.',
      })
    }
    return {
      output: {
        shape: reduced(lossShape(input.shape, target.shape), call.params.reduction),
        dtype: 'float32',
      },
    }
  },
  warn: (call) => {
    const input = inputAt(call, 'input').shape
    const target = inputAt(call, 'target').shape
    if (sameShape(input, target)) return undefined
    return new RuleError(
      `Using a target size (torch.Size(${formatShape(target)})) that is different to the input size ` +
        `(torch.Size(${formatShape(input)})). This will likely lead to incorrect results due to broadcasting. ` +
        `Please ensure they have the same size.`,
      { handle: 'target' },
    )
  },
})

function lossShape(
  input: readonly (number | string)[],
  target: readonly (number | string)[],
): readonly (number | string)[] {
  try {
    return broadcastShapes(input, target)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw new RuleError(error.message, {
      handle: 'input',
      remedy: error.details.remedy,
      fixes: input.length > 2 ? [{ kind: 'flatten-upstream', handle: 'input' }] : [],
    })
  }
}
