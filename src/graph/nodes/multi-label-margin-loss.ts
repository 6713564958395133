import { formatShape, sameShape } from '../types/dims'
import { inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { defineLoss } from './loss'
import { alike, reduced, reduction } from './losses'
import { expectClassNumbers, expectRows } from './margin-targets'

/**
 * The sum over all right classes y and all others i of max(0, 1 − input[y] + input[i]), divided by C.
 *
 * Shape: input and target `(N, C)` or `(C)`, the target of int64; output a number.
 * Errors: sizes or dtypes that do not fit → PyTorch's sentences.
 */
export const multiLabelMarginLoss = defineLoss({
  type: 'MultiLabelMarginLoss',
  pytorch: { function: 'F.multilabel_margin_loss' },
  doc: 'For several classes at once, from raw scores: each right one above all others by 1.',
  inputs: [
    { name: 'input', doc: 'What the network says.' },
    { name: 'target', doc: 'In each row the numbers of the right classes, then −1 up to the end.' },
  ],
  params: { reduction },
  types: (call) => {
    const input = inputAt(call, 'input').shape
    const target = inputAt(call, 'target').shape
    expectRows(input)
    if (!sameShape(input, target))
      throw new RuleError(
        `inconsistent target size: ${formatShape(target)} for input of size: ${formatShape(input)}`,
        { handle: 'target', fixes: alike(input, target) },
      )
    expectClassNumbers(call, 'multilabel_margin_loss_forward_out_frame')
    return { output: { shape: reduced(input.slice(0, -1), call.params.reduction), dtype: 'float32' } }
  },
})
