import { z } from 'zod'
import { formatShape, sameShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { classFixes, classParams, expectClasses, expectClassWeights } from './class-targets'
import { defineNode, inputAt } from '../registry/definition'
import { lossInputs, reduced, reduction } from './losses'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * −log softmax(input)[target], for classes.
 *
 * Shape: input `(N, C)` or `(N, C, d1, …)`; target `(N)` or `(N, d1, …)` of int64 class numbers, or probabilities of
 * the input's shape; output a number.
 * Errors: batches, sizes or dtypes that do not fit → PyTorch's sentences.
 */
export const crossEntropyLoss = defineNode({
  type: 'CrossEntropyLoss',
  pytorch: { function: 'F.cross_entropy' },
  category: 'loss',
  doc: 'For classes: how surprised the network is by the right one. Takes raw scores, no Softmax in front.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
  stem: 'loss',
  plainStem: true,
  role: 'loss',
  inputs: lossInputs,
  calls: ['module', 'functional'],
  accepts: 'numbers',
  params: {
    ...classParams,
    reduction,
    label_smoothing: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ doc: 'Share of the target spread over all classes.' }),
  },
  types: (call) => {
    const input = inputAt(call, 'input')
    const target = inputAt(call, 'target')
    if (input.dtype !== 'float32') {
      throw new RuleError(`"log_softmax_lastdim_kernel_impl" not implemented for 'Long'`, {
        handle: 'input',
        remedy: tell(
          'rules.cross_entropy_loss.input_must_be_float32_scores',
          'The input must be float32 scores; are input and target swapped?',
        ),
        fixes: [
          { kind: 'swap', handles: ['input', 'target'] },
          { kind: 'set-dtype', handle: 'input', dtype: 'float32' },
        ],
      })
    }
    expectClassWeights(call.params.weight, input.shape)
    if (target.dtype === 'float32') {
      checkProbabilities(input.shape, target.shape)
      checkIgnored(call.params.ignore_index)
    } else checkClasses(input.shape, target.shape)
    const losses = input.shape.length === 1 ? [] : [input.shape[0] ?? 1, ...input.shape.slice(2)]
    return { output: { shape: reduced(losses, call.params.reduction), dtype: 'float32' } }
  },
})

function checkProbabilities(input: Shape, target: Shape): void {
  if (input.length === 0)
    throw new RuleError('Dimension specified as 1 but tensor has no dimensions', {
      handle: 'input',
      remedy: tell(
        'rules.cross_entropy_loss.scores_need_dimension_of_classes',
        'Scores need a dimension of classes, behind that of the samples.',
      ),
    })
  if (sameShape(input, target)) return
  throw new RuleError('expected target dtype to be Long or Byte, but got Float', {
    handle: 'target',
    remedy: tell(
      'rules.cross_entropy_loss.classes_must_be_int64_probabilities',
      'Classes must be int64; probabilities must have the shape of the input, {{input}}.',
      { input: formatShape(input) },
    ),
    fixes: [{ kind: 'set-dtype', handle: 'target', dtype: 'int64' }],
  })
}

function checkIgnored(index: number): void {
  if (index < 0) return
  throw new RuleError('ignore_index is not supported for floating point target', {
    param: 'ignore_index',
    remedy: tell(
      'rules.cross_entropy_loss.probabilities_have_no_class_number',
      'Probabilities have no class number to ignore.',
    ),
    fixes: [{ kind: 'set', label: 'ignore_index=-100', params: { ignore_index: -100 } }],
  })
}

/** Class numbers of the shape of the input can only be meant as probabilities. */
function checkClasses(input: Shape, target: Shape): void {
  const probabilities = input.length <= 1 ? target.length !== input.length - 1 : sameShape(input, target)
  if (!probabilities) return expectClasses(input, target)
  throw new RuleError('Expected floating point type for target with class probabilities, got Long', {
    handle: 'target',
    remedy: tell(
      'rules.cross_entropy_loss.input_is_target',
      'The input is {{input}}, the target {{target}}.',
      { input: formatShape(input), target: formatShape(target) },
    ),
    fixes: [{ kind: 'set-dtype', handle: 'target', dtype: 'float32' }, ...classFixes(input, target)],
  })
}
