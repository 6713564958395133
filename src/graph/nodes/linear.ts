import { z } from 'zod'
import { linear as product } from '../onnx/writing/forms'
import { elementsPerSample, formatTimes, multiplyDims } from '../types/dims'
import type { Dim, TensorType } from '../types/dims'
import { defineNode, firstInput, inputAt } from '../registry/definition'
import { lastIs } from '../registry/dim-labels'
import type { RuleCall } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

interface LinearParams {
  in_features?: number | undefined
  out_features: number
}

/**
 * A linear layer on the last dimension: y = x Aᵀ + b.
 *
 * Shape: input `(*, H_in)`, output `(*, H_out)` with H_in = in_features, H_out = out_features.
 * Errors: the last dimension is not in_features → `mat1 and mat2 shapes cannot be multiplied (…)`.
 */
export const linear = defineNode({
  type: 'Linear',
  category: 'layer',
  doc: 'Weighs and adds up the last dimension: y = x Aᵀ + b.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Linear.html',
  stem: 'fc',
  labels: lastIs('features'),
  onnx: (node) =>
    product(node, node.input(), {
      rank: node.shape().length,
      weight: node.parameter('weight'),
      bias: node.params.bias ? node.parameter('bias') : undefined,
    }),
  lastDimensionOnly: true,
  // The dtype check is PyTorch's own, below.
  accepts: 'numbers',
  params: {
    in_features: z
      .int()
      .min(1)
      .optional()
      .meta({ doc: 'Size of the last dimension of the input.', inferred: true }),
    out_features: z.int().min(1).meta({ doc: 'Size of the last dimension of the output.', initial: 128 }),
    bias: z.boolean().default(true).meta({ doc: 'Add a learnable bias.' }),
  },
  complete: (call) => ({ in_features: call.params.in_features ?? lastSize(firstInput(call)) }),
  shape: (call) => {
    checkLinear(call)
    return [...firstInput(call).shape.slice(0, -1), call.params.out_features]
  },
  parameters: ({ in_features, out_features, bias }) =>
    in_features === undefined
      ? []
      : [
          { name: 'weight', shape: [out_features, in_features] },
          ...(bias ? [{ name: 'bias', shape: [out_features] }] : []),
        ],
  multiplyAdds: ({ params }, output) => elementsPerSample(output) * (params.in_features ?? 0),
})

function lastSize(input: TensorType): number {
  const size = input.shape.at(-1)
  if (typeof size === 'number') return size
  throw new RuleError(
    size === undefined
      ? told(
          'rule.linear.single_number',
          'Linear needs an input with at least one dimension, but got a single number.',
        )
      : told(
          'rule.linear.unknown_features',
          'in_features cannot be taken from an input of shape [{{shape}}]: its last dimension is the batch.',
          { shape: input.shape.join(', ') },
        ),
    {
      handle: 'input',
      remedy: tell(
        'rules.linear.give_samples_dimension_of_features',
        'Give the samples a dimension of features, for example Input shape [1].',
      ),
      fixes: toRank('input', input.shape, input.shape.length + 1),
    },
  )
}

function checkLinear(call: RuleCall<LinearParams>): void {
  const input = inputAt(call, 'input')
  const expected = call.params.in_features
  const found = lastSize(input)
  if (found !== expected) {
    const rows = multiplyDims(input.shape.slice(0, -1))
    const weight = [expected ?? found, call.params.out_features]
    throw new RuleError(
      `mat1 and mat2 shapes cannot be multiplied (${formatTimes([rows, found])} and ${formatTimes(weight)})`,
      {
        handle: 'input',
        param: 'in_features',
        remedy: tell(
          'rules.linear.input_has_features_in_features_is',
          'The input has {{found}} features, in_features is {{expected}}.',
          { found, expected: expected ?? '' },
        ),
        fixes: featureFixes(input, expected ?? found, found),
      },
    )
  }
  if (input.dtype !== 'float32') {
    throw new RuleError('mat1 and mat2 must have the same dtype, but got Long and Float', {
      fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'float32' }],
      handle: 'input',
      remedy: tell('rules.linear.linear_needs_float32_values', 'Linear needs float32 values.'),
    })
  }
}

function featureFixes(input: TensorType, expected: number, found: number): RuleFix[] {
  const fixes: RuleFix[] = []
  const flat: Dim = multiplyDims(input.shape.slice(1))
  if (input.shape.length > 2 && typeof flat === 'number') {
    const insert = { kind: 'insert', type: 'Flatten', handle: 'input' } as const
    fixes.push(
      flat === expected
        ? {
            ...insert,
            label: tell('rules.linear.flatten_fits', 'Insert Flatten: in_features={{flat}} fits', { flat }),
          }
        : {
            ...insert,
            label: tell('rules.linear.flatten', 'Insert Flatten, in_features={{flat}}', { flat }),
            params: { in_features: flat },
          },
    )
  }
  fixes.push({ kind: 'set', label: `in_features=${found}`, params: { in_features: found } })
  return fixes
}
