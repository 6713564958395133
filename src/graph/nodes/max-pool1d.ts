import { z } from 'zod'
import { maxPool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import { poolingText, windowsOf, pooledLength } from './pooling'

/**
 * The largest value of each window of a signal. Shape: input `(N, C, L)`, output `(N, C, L_out)`.
 * Errors: nothing is left of the signal → `Given input size: …`; too much padding → `pad should be at most half …`.
 */
export const maxPool1d = defineNode({
  type: 'MaxPool1d',
  category: 'pooling',
  doc: 'Keeps the largest value of each window of a signal.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool1d.html',
  stem: 'pool',
  pytorch: poolingText,
  onnx: (node) => maxPool(node, windowsOf(node.params, 1)),
  params: {
    kernel_size: z.int().min(1).meta({ doc: 'Length of the window.', unit: 'steps', initial: 2 }),
    stride: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Step of the window; none: the kernel size.', unit: 'steps', inferred: true }),
    padding: z.int().min(0).default(0).meta({ doc: 'Added on both sides; it never wins.', unit: 'steps' }),
    dilation: z
      .int()
      .min(1)
      .default(1)
      .meta({ doc: 'Distance between the points of the window.', unit: 'steps' }),
    ceil_mode: z.boolean().default(false).meta({ doc: 'Round the output size up instead of down.' }),
  },
  complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
  shape: (call) => pooledLength(inputAt(call, 'input').shape, call.params, 'MaxPool1d'),
})
