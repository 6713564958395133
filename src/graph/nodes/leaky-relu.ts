import { z } from 'zod'
import { float } from '../onnx/attribute-value'
import { defineActivation, inplace, overwriting } from './activation'

/** x above 0, negative_slope · x from 0 down. Shape: any. */
export const leakyRelu = defineActivation({
  type: 'LeakyReLU',
  doc: 'ReLU that lets a little of the negative values through.',
  stem: 'leaky_relu',
  pytorch: {
    function: 'F.leaky_relu',
    arguments: (params) => overwriting(params, params.negative_slope),
  },
  onnx: (node) => node.op('LeakyRelu', [node.input()], { alpha: float(node.params.negative_slope) }),
  params: {
    negative_slope: z.number().default(0.01).meta({ doc: 'The slope below 0.' }),
    inplace,
  },
})
