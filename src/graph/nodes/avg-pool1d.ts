import { z } from 'zod'
import { averagePool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import { poolingText, windowsOf, pooledLength } from './pooling'

/**
 * The mean of each window of a signal. Shape: input `(N, C, L)`, output `(N, C, L_out)`.
 * Errors: nothing is left of the signal → `Given input size: …`; too much padding → `pad should be at most half …`.
 */
export const avgPool1d = defineNode({
  type: 'AvgPool1d',
  category: 'pooling',
  doc: 'Takes the mean of each window of a signal.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool1d.html',
  stem: 'pool',
  pytorch: poolingText,
  onnx: (node) =>
    node.batched(3, (value) =>
      averagePool(node, value, {
        windows: windowsOf(node.params, 1),
        countPadding: node.params.count_include_pad,
      }),
    ),
  params: {
    kernel_size: z.int().min(1).meta({ doc: 'Length of the window.', unit: 'steps', initial: 2 }),
    stride: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Step of the window; none: the kernel size.', unit: 'steps', inferred: true }),
    padding: z.int().min(0).default(0).meta({ doc: 'Zeros on both sides.', unit: 'steps' }),
    ceil_mode: z.boolean().default(false).meta({ doc: 'Round the output size up instead of down.' }),
    count_include_pad: z.boolean().default(true).meta({ doc: 'Count the padding in the mean.' }),
  },
  complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
  shape: (call) => pooledLength(inputAt(call, 'input').shape, { ...call.params, dilation: 1 }, 'AvgPool1d'),
})
