import { z } from 'zod'
import { perChannel } from '../onnx/writing/forms'
import { defineActivation } from './activation'
import { firstInput } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * x above 0, weight · x from 0 down, where the weight is learned.
 *
 * Shape: any with one weight; with several, `(N, C, *)` where C is their number.
 * Errors: another number of channels → `Mismatch of parameter numbers and input channel size. …`.
 */
export const prelu = defineActivation({
  type: 'PReLU',
  doc: 'Leaky ReLU that learns its slope below 0.',
  stem: 'prelu',
  onnx: (node) => {
    const slope = node.parameter('weight')
    const { length: rank } = node.shape()
    if (node.params.num_parameters > 1) return node.op('PRelu', [node.input(), perChannel(node, slope, rank)])
    // A slope with a dimension would give a single number one.
    return node.op('PRelu', [node.input(), rank === 0 ? node.op('Squeeze', [slope]) : slope])
  },
  params: {
    num_parameters: z
      .int()
      .min(1)
      .default(1)
      .meta({ doc: 'How many slopes: one for all, or one for each channel.' }),
    init: z.number().default(0.25).meta({ doc: 'What the slopes start with.' }),
  },
  shape: (call) => {
    const { shape } = firstInput(call)
    const count = call.params.num_parameters
    const channels = shape.length >= 2 ? shape[1] : 1
    if (count === 1 || count === channels) return shape
    throw new RuleError(
      `Mismatch of parameter numbers and input channel size. Found parameter numbers = ${count} and channel size = ${channels}.`,
      {
        param: 'num_parameters',
        fixes:
          typeof channels === 'number'
            ? [
                {
                  kind: 'set',
                  label: tell('rules.prelu.set_num_parameters', 'Set num_parameters={{channels}}', {
                    channels,
                  }),
                  params: { num_parameters: channels },
                },
              ]
            : [],
      },
    )
  },
  parameters: ({ num_parameters: count }) => [{ name: 'weight', shape: [count] }],
})
