import { z } from 'zod'
import { maxPool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import { pair } from '../params/param-types'
import { poolingText, windowsOf, pooledShape } from './pooling'

/**
 * The largest value of each window. Shape: input `(N, C, H, W)`, output `(N, C, H_out, W_out)`.
 * Errors: nothing is left of the image → `Given input size: …`; too much padding → `pad should be at most half …`.
 */
export const maxPool2d = defineNode({
  type: 'MaxPool2d',
  category: 'pooling',
  doc: 'Keeps the largest value of each window.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html',
  stem: 'pool',
  pytorch: poolingText,
  onnx: (node) => maxPool(node, windowsOf(node.params, 2)),
  params: {
    kernel_size: pair(1).meta({ doc: 'Height and width of the window.', unit: 'px', initial: 2 }),
    stride: pair(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Step of the window; none: the kernel size.', unit: 'px', inferred: true }),
    padding: pair(0).default(0).meta({ doc: 'Added on every side; it never wins.', unit: 'px' }),
    dilation: pair(1).default(1).meta({ doc: 'Distance between the points of the window.', unit: 'px' }),
    ceil_mode: z.boolean().default(false).meta({ doc: 'Round the output size up instead of down.' }),
  },
  complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
  shape: (call) => pooledShape(inputAt(call, 'input').shape, call.params, 'MaxPool2d'),
})
