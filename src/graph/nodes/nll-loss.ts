import { classParams, expectClasses, expectClassWeights } from './class-targets'
import { inputAt } from '../registry/definition'
import { defineLoss } from './loss'
import { reduced, reduction } from './losses'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * −input[target], for log probabilities.
 *
 * Shape: input `(C)`, `(N, C)` or `(N, C, d1, …)`; target `()`, `(N)` or `(N, d1, …)` of int64 class numbers; output a number.
 * Errors: batches, sizes or dtypes that do not fit → PyTorch's sentences.
 */
export const nllLoss = defineLoss({
  type: 'NLLLoss',
  doc: 'For classes, from log probabilities: LogSoftmax in front.',
  params: {
    ...classParams,
    reduction,
  },
  types: (call) => {
    const input = inputAt(call, 'input')
    const target = inputAt(call, 'target')
    expectClasses(input.shape, target.shape)
    if (target.dtype !== 'int64') {
      throw new RuleError('expected target dtype to be Long or Byte, but got Float', {
        handle: 'target',
        remedy: tell('rules.nll_loss.classes_must_be_int64', 'Classes must be int64.'),
        fixes: [
          { kind: 'swap', handles: ['input', 'target'] },
          { kind: 'set-dtype', handle: 'target', dtype: 'int64' },
        ],
      })
    }
    if (input.dtype !== 'float32') {
      throw new RuleError(`"nll_loss_out_frame" not implemented for 'Long'`, {
        handle: 'input',
        remedy: tell(
          'rules.nll_loss.input_must_be_float32_log',
          'The input must be float32 log probabilities; are input and target swapped?',
        ),
        fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'float32' }],
      })
    }
    expectClassWeights(call.params.weight, input.shape)
    return { output: { shape: reduced(target.shape, call.params.reduction), dtype: 'float32' } }
  },
})
