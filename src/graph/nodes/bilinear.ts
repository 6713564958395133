import { z } from 'zod'
import { elementsPerSample } from '../types/dims'
import type { Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { lastIs } from '../registry/dim-labels'
import type { RuleCall } from '../registry/definition'
import { toRank, turning } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

interface BilinearParams {
  in1_features?: number | undefined
  in2_features?: number | undefined
}

/**
 * y_o = Σ_ij x1_i · A_oij · x2_j + b_o. Shape: inputs `(*, in1_features)` and `(*, in2_features)`, output `(*, out_features)`.
 * Errors: other features → `bilinear(): input1 size does not match weight size: …`; other dimensions before them.
 */
export const bilinear = defineNode({
  type: 'Bilinear',
  labels: lastIs('features'),
  category: 'layer',
  doc: 'Weighs and adds up all products of two inputs.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Bilinear.html',
  stem: 'bilinear',
  onnx: (node) => {
    const inputs = [node.input('input1'), node.parameter('weight'), node.input('input2')]
    const sum = node.op('Einsum', inputs, { equation: '...i,oij,...j->...o' })
    return node.params.bias ? node.op('Add', [sum, node.parameter('bias')]) : sum
  },
  inputs: [{ name: 'input1' }, { name: 'input2' }],
  params: {
    in1_features: z
      .int()
      .min(1)
      .optional()
      .meta({ doc: 'Size of the last dimension of the first input.', inferred: true }),
    in2_features: z
      .int()
      .min(1)
      .optional()
      .meta({ doc: 'Size of the last dimension of the second input.', inferred: true }),
    out_features: z.int().min(1).meta({ doc: 'Size of the last dimension of the output.', initial: 16 }),
    bias: z.boolean().default(true).meta({ doc: 'Add a learnable bias.' }),
  },
  complete: (call) => ({
    in1_features: call.params.in1_features ?? features(inputAt(call, 'input1').shape, 1),
    in2_features: call.params.in2_features ?? features(inputAt(call, 'input2').shape, 2),
  }),
  shape: (call) => {
    checkInputs(call)
    return [...inputAt(call, 'input1').shape.slice(0, -1), call.params.out_features]
  },
  parameters: ({ in1_features: first, in2_features: second, out_features: outputs, bias }) =>
    first === undefined || second === undefined
      ? []
      : [
          { name: 'weight', shape: [outputs, first, second] },
          ...(bias ? [{ name: 'bias', shape: [outputs] }] : []),
        ],
  multiplyAdds: ({ params }, output) =>
    elementsPerSample(output) * (params.in1_features ?? 0) * ((params.in2_features ?? 0) + 1),
})

function features(shape: Shape, index: number): number {
  const size = shape.at(-1)
  if (typeof size === 'number') return size
  throw new RuleError(
    told(
      'rule.bilinear.unknown_features',
      'in{{index}}_features cannot be taken from an input of shape [{{shape}}].',
      { index, shape: shape.join(', ') },
    ),
    {
      handle: `input${index}`,
      remedy: tell(
        'rules.bilinear.give_samples_dimension_of_features',
        'Give the samples a dimension of features, for example Input shape [1].',
      ),
      fixes: toRank(`input${index}`, shape, shape.length + 1),
    },
  )
}

function checkInputs(call: RuleCall<BilinearParams>): void {
  const [first, second] = [inputAt(call, 'input1').shape, inputAt(call, 'input2').shape]
  if (first.length !== second.length) {
    throw new RuleError(
      `bilinear(): input dimensions do not match: got ${first.length} and ${second.length}`,
      {
        handle: 'input2',
        fixes: [...toRank('input2', second, first.length), ...toRank('input1', first, second.length)],
      },
    )
  }
  const dim = first.slice(0, -1).findIndex((size, axis) => size !== second[axis])
  if (dim >= 0) {
    throw new RuleError(
      `bilinear(): input batch dimensions do not match at dim ${dim}: got ${first[dim]} and ${second[dim]}`,
      { handle: 'input2', fixes: [turning('input2'), turning('input1')] },
    )
  }
  checkFeatures(1, first.at(-1), call.params.in1_features)
  checkFeatures(2, second.at(-1), call.params.in2_features)
}

function checkFeatures(index: 1 | 2, found: number | string | undefined, expected: number | undefined): void {
  if (found === expected) return
  const param = `in${index}_features`
  const fixes =
    typeof found === 'number'
      ? [{ kind: 'set', label: `${param}=${found}`, params: { [param]: found } } as const]
      : []
  throw new RuleError(
    `bilinear(): input${index} size does not match weight size: got ${found} but expected ${expected}`,
    { handle: `input${index}`, param, fixes },
  )
}
