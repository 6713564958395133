import { z } from 'zod'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { inputAt } from '../registry/definition'
import type { RuleCall } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'
import { crossEntropyLoss } from './cross-entropy-loss'
import { classParams } from './class-targets'
import { defineLoss } from './loss'
import { reduction } from './losses'

/**
 * CrossEntropyLoss of a Linear layer that is part of it: the scores of all classes are not kept.
 *
 * Shape: input `(in_features)` or `(N, in_features)`; target as CrossEntropyLoss takes it for scores `(N, num_classes, *out_features)`;
 * output a number.
 * Errors: other sizes → PyTorch's sentences.
 */
export const linearCrossEntropyLoss = defineLoss({
  type: 'LinearCrossEntropyLoss',
  doc: 'A Linear layer and CrossEntropyLoss in one, for very many classes.',
  calls: ['module'],
  pytorch: { since: () => '2.15' },
  params: {
    in_features: z
      .int()
      .min(1)
      .optional()
      .meta({ doc: 'Size of the last dimension of the input.', inferred: true }),
    num_classes: z.int().min(1).meta({ doc: 'How many classes there are.', initial: 10 }),
    out_features: z
      .array(z.int().min(1))
      .max(6)
      .default([])
      .meta({ doc: 'Sizes of what has a class each in every sample; none: the sample.', advanced: true }),
    bias: z.boolean().default(false).meta({ doc: 'Add a learnable bias to the scores.' }),
    reduction,
    weight: classParams.weight,
    ignore_index: z
      .int()
      .nullable()
      .default(null)
      .meta({ doc: 'Targets of this value do not count.', advanced: true }),
    label_smoothing: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ doc: 'Share of the target that is spread over all classes.', advanced: true }),
  },
  complete: (call) => {
    const size = inputAt(call, 'input').shape.at(-1)
    return { in_features: call.params.in_features ?? (typeof size === 'number' ? size : undefined) }
  },
  parameters: ({ in_features: size, num_classes: classes, out_features: more, bias }) => {
    const rows = more.reduce((product, each) => product * each, classes)
    if (size === undefined) return []
    return [
      { name: 'linear.weight', shape: [rows, size] },
      ...(bias ? [{ name: 'linear.bias', shape: [rows] }] : []),
    ]
  },
  types: (call) => {
    const { params } = call
    const { shape, dtype } = inputAt(call, 'input')
    expectFeatures(call, shape)
    const { dtype: kind } = inputAt(call, 'target')
    if (kind === 'float32' && params.ignore_index !== null)
      throw new RuleError('ignore_index cannot be specified when target contains probabilities', {
        param: 'ignore_index',
        fixes: [{ kind: 'set', label: 'ignore_index=None', params: { ignore_index: null } }],
      })
    const scores = [...shape.slice(0, -1), params.num_classes, ...params.out_features]
    return crossEntropyLoss.types({
      params: { ...params, ignore_index: params.ignore_index ?? -100 },
      inputs: { ...call.inputs, input: { shape: scores, dtype } },
      context: call.context,
    })
  },
})

interface Sizes {
  in_features?: number | undefined
  num_classes: number
  out_features: readonly number[]
}

/** Fails with PyTorch's sentences where the input has other sizes. */
function expectFeatures({ params }: RuleCall<Sizes>, shape: Shape): void {
  const { in_features: expected, num_classes: classes, out_features: more } = params
  if (shape.length !== 1 && shape.length !== 2)
    throw new RuleError(`expected input with dimensionality 1 or 2, got ${shape.length}`, {
      handle: 'input',
      fixes: [{ kind: 'flatten-upstream', handle: 'input' }, ...toRank('input', shape, 2)],
    })
  const found = shape.at(-1)
  if (found !== expected)
    throw new RuleError(
      'expected equal input and linear_weight last dimensions (in_features), ' +
        `got ${found ?? 0} and ${expected ?? 0}, respectively`,
      {
        handle: 'input',
        param: 'in_features',
        remedy: tell(
          'rules.linear.input_has_features_in_features_is',
          'The input has {{found}} features, in_features is {{expected}}.',
          { found: found ?? 0, expected: expected ?? '' },
        ),
        fixes:
          typeof found === 'number'
            ? [{ kind: 'set', label: `in_features=${found}`, params: { in_features: found } }]
            : [],
      },
    )
  if (more.length > 0 && shape.length === 1) {
    const sizes = [classes, ...more, expected ?? 0].join(', ')
    throw new RuleError(
      `K-dimensional loss defined by linear_weight shape (${sizes}) requires batched input, (N, ${expected}), got unbatched ` +
        `input with shape (${formatShape(shape).slice(1, -1)},)`,
      { handle: 'input', param: 'out_features' },
    )
  }
}
