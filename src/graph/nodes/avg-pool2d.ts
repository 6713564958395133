import { z } from 'zod'
import { averagePool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import { pair } from '../params/param-types'
import { poolingText, windowsOf, pooledShape } from './pooling'

/**
 * The mean of each window. Shape: input `(N, C, H, W)`, output `(N, C, H_out, W_out)`.
 * Errors: nothing is left of the image → `Given input size: …`; too much padding → `pad should be at most half …`.
 */
export const avgPool2d = defineNode({
  type: 'AvgPool2d',
  category: 'pooling',
  doc: 'Takes the mean of each window.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html',
  stem: 'pool',
  pytorch: poolingText,
  onnx: (node) =>
    node.batched(4, (value) =>
      averagePool(node, value, {
        windows: windowsOf(node.params, 2),
        countPadding: node.params.count_include_pad,
        divisor: node.params.divisor_override,
      }),
    ),
  params: {
    kernel_size: pair(1).meta({ doc: 'Height and width of the window.', unit: 'px', initial: 2 }),
    stride: pair(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Step of the window; none: the kernel size.', unit: 'px', inferred: true }),
    padding: pair(0).default(0).meta({ doc: 'Zeros on every side.', unit: 'px' }),
    ceil_mode: z.boolean().default(false).meta({ doc: 'Round the output size up instead of down.' }),
    count_include_pad: z.boolean().default(true).meta({ doc: 'Count the padding in the mean.' }),
    divisor_override: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Divide by this instead of the size of the window.', advanced: true }),
  },
  complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
  shape: (call) => pooledShape(inputAt(call, 'input').shape, { ...call.params, dilation: 1 }, 'AvgPool2d'),
})
