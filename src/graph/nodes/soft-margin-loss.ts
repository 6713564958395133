import { formatShape, sameShape } from '../types/dims'
import { inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { defineLoss } from './loss'
import { alike, comparedShape, reduced, reduction } from './losses'

/**
 * ln(1 + e^(−target · input)) for targets 1 and −1.
 *
 * Shape: input and target `(*)`, the target broadcast to the input; output a number.
 * Errors: it does not broadcast so → PyTorch's sentences.
 */
export const softMarginLoss = defineLoss({
  type: 'SoftMarginLoss',
  doc: 'For yes (1) or no (−1), from raw scores.',
  params: { reduction },
  types: (call) => {
    const { shape, dtype } = inputAt(call, 'input')
    const compared = comparedShape(call)
    if (!sameShape(compared, shape))
      throw new RuleError(
        `output with shape ${formatShape(shape)} doesn't match the broadcast shape ${formatShape(compared)}`,
        { handle: 'target', fixes: alike(shape, inputAt(call, 'target').shape) },
      )
    if (dtype !== 'float32')
      throw new RuleError("result type Float can't be cast to the desired output type Long", {
        handle: 'input',
        fixes: [
          { kind: 'swap', handles: ['input', 'target'] },
          { kind: 'set-dtype', handle: 'input', dtype: 'float32' },
        ],
      })
    return { output: { shape: reduced(shape, call.params.reduction), dtype: 'float32' } }
  },
})
