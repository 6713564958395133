import { z } from 'zod'
import { formatShape, sameShape } from '../infer/dims'
import type { Shape } from '../infer/dims'
import { defineNode, inputAt } from './definition'
import { lossInputs, reduced, reduction } from './losses'
import { RuleError } from './rule-error'

/**
 * −log softmax(input)[target], for classes.
 *
 * Shape: input `(N, C)` or `(N, C, d1, …)`; target `(N)` or `(N, d1, …)` of int64 class numbers, or probabilities of
 * the input's shape; output a number.
 * Errors: batches, sizes or dtypes that do not fit → PyTorch's sentences.
 */
export const crossEntropyLoss = defineNode({
  type: 'CrossEntropyLoss',
  category: 'loss',
  doc: 'For classes: how surprised the network is by the right one. Takes raw scores, no Softmax in front.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
  stem: 'loss',
  plainStem: true,
  role: 'loss',
  inputs: lossInputs,
  calls: ['module', 'functional'],
  accepts: 'any',
  params: {
    weight: z
      .array(z.number().min(0))
      .nullable()
      .default(null)
      .meta({ doc: 'A weight for each class; none: all alike.', advanced: true }),
    ignore_index: z.int().default(-100).meta({ doc: 'Targets of this value do not count.', advanced: true }),
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
        remedy: 'The input must be float32 scores; are input and target swapped?',
      })
    }
    checkWeight(call.params.weight, input.shape)
    if (target.dtype === 'float32') checkProbabilities(input.shape, target.shape)
    else checkClasses(input.shape, target.shape)
    const losses = input.shape.length === 1 ? [] : [input.shape[0] ?? 1, ...input.shape.slice(2)]
    return { output: { shape: reduced(losses, call.params.reduction), dtype: 'float32' } }
  },
})

function checkWeight(weight: number[] | null, input: Shape): void {
  const classes = input.length === 1 ? input[0] : input[1]
  if (weight === null || weight.length === classes) return
  throw new RuleError(
    `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of shape: [${weight.length}]`,
    { param: 'weight' },
  )
}

function checkProbabilities(input: Shape, target: Shape): void {
  if (sameShape(input, target)) return
  throw new RuleError('expected scalar type Long but found Float', {
    handle: 'target',
    remedy: `Classes must be int64; probabilities must have the shape of the input, ${formatShape(input)}.`,
  })
}

function checkClasses(input: Shape, target: Shape): void {
  const fit = problem(input, target)
  if (fit === undefined) return
  throw new RuleError(fit, {
    handle: input.length > 2 ? 'input' : 'target',
    remedy: `The input is ${formatShape(input)}, the target ${formatShape(target)}.`,
    fixes: input.length > 2 && target.length === 1 ? [{ kind: 'flatten-upstream', handle: 'input' }] : [],
  })
}

/** PyTorch's sentence for class numbers that do not fit the scores. */
function problem(input: Shape, target: Shape): string | undefined {
  if (input.length <= 1) {
    return target.length === input.length - 1
      ? undefined
      : `Expected floating point type for target with class probabilities, got Long`
  }
  if (sameShape(input, target))
    return 'Expected floating point type for target with class probabilities, got Long'
  if (input.length === 2) {
    if (target.length !== 1) return '0D or 1D target tensor expected, multi-target not supported'
  } else if (input.length === 4 && target.length !== 3) {
    return `only batches of spatial targets supported (3D tensors) but got targets of dimension: ${target.length}`
  }
  if (input[0] !== target[0]) {
    return `Expected input batch_size (${input[0]}) to match target batch_size (${target[0] ?? 1}).`
  }
  const expected = [input[0] ?? 1, ...input.slice(2)]
  return sameShape(expected, target)
    ? undefined
    : `Expected target size ${formatShape(expected)}, got ${formatShape(target)}`
}
