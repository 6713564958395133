import { z } from 'zod'
import { formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { RuleCall } from '../registry/definition'
import { inserting, toShape } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'
import { defineLoss } from './loss'
import { reduced, reduction } from './losses'

/**
 * −ln of the sum, over all ways to lay the labels along time, of their probabilities.
 *
 * Shape: log_probs `(T, N, C)` or `(T, C)`; targets `(N, S)`, or all labels in a row; input_lengths and target_lengths `(N)` or `()`;
 * output a number.
 * Errors: PyTorch's sentences for lengths of another number and a blank out of range; whole numbers where there must be none.
 */
export const ctcLoss = defineLoss({
  type: 'CTCLoss',
  doc: 'For sequences whose labels have no places in time, as in speech. Takes log probabilities: LogSoftmax in front.',
  inputs: [
    { name: 'log_probs', doc: 'Log probabilities: time first, then the batch, then classes.' },
    { name: 'targets', doc: 'The labels of each sample, in the order of time.' },
    { name: 'input_lengths', doc: 'How many steps of each sample count.' },
    { name: 'target_lengths', doc: 'How many labels each sample has.' },
  ],
  params: {
    blank: z.int().min(0).default(0).meta({ doc: 'The class that stands for no label.' }),
    reduction,
    zero_infinity: z
      .boolean()
      .default(false)
      .meta({ doc: 'Losses of more labels than there is time for are 0, not infinite.', advanced: true }),
  },
  types: (call) => {
    const { shape } = inputAt(call, 'log_probs')
    if (shape.length !== 2 && shape.length !== 3)
      throw new RuleError(
        told(
          'rule.ctc_loss.log_probs',
          'CTCLoss takes log_probs of time, batch and classes, (T, N, C), or of time and classes; these are {{shape}}.',
          { shape: formatShape(shape) },
        ),
        { handle: 'log_probs' },
      )
    expectKinds(call)
    const classes = shape.at(-1) ?? 1
    const samples = shape.length === 3 ? shape.slice(1, 2) : []
    if (typeof classes === 'number' && call.params.blank >= classes)
      throw new RuleError('blank must be in label range', {
        param: 'blank',
        fixes: [{ kind: 'set', label: 'blank=0', params: { blank: 0 } }],
      })
    expectLengths(call, samples, shape)
    return { output: { shape: reduced(samples, call.params.reduction), dtype: 'float32' } }
  },
})

/** Fails where log probabilities are whole numbers, or labels or lengths are none. */
function expectKinds(call: RuleCall<unknown>): void {
  for (const [handle, { dtype }] of Object.entries(call.inputs)) {
    const wanted = handle === 'log_probs' ? 'float32' : 'int64'
    if (dtype === wanted) continue
    throw new RuleError(
      told('rule.ctc_loss.dtype', '{{handle}} of CTCLoss must be {{wanted}}, and is {{dtype}}.', {
        handle,
        wanted,
        dtype,
      }),
      { handle, fixes: [{ kind: 'set-dtype', handle, dtype: wanted }] },
    )
  }
}

/** Fails with PyTorch's sentences where there is not one length for each sample, and where targets have other samples. */
function expectLengths(call: RuleCall<unknown>, samples: Shape, shape: Shape): void {
  for (const handle of ['input_lengths', 'target_lengths']) {
    const given = inputAt(call, handle).shape
    if (countOf(given) === countOf(samples)) continue
    const time: Dim = shape[0] ?? 1
    const turned = shape.length === 3 && countOf(given) === time
    throw new RuleError(`${handle} must be of size batch_size`, {
      handle,
      remedy: tell(
        'rules.ctc_loss.batch_second',
        'log_probs is {{shape}}, with the batch in the second place, and {{handle}} {{given}}: one for each sample.',
        { shape: formatShape(shape), handle, given: formatShape(given) },
      ),
      fixes: [
        ...(turned ? [inserting('log_probs', 'Transpose', { dim0: 0, dim1: 1 })] : []),
        ...toShape(handle, given, samples),
      ],
    })
  }
}

/** How many numbers there are; a batch of one size is one. */
function countOf(shape: Shape): Dim {
  return shape.length === 1 ? shape[0]! : shape.length === 0 ? 1 : formatShape(shape)
}
