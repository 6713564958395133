import { z } from 'zod'
import { lpPool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import { ceilMode, pooledShape, windowParams, windowSize, windowsOf } from './pooling'

/**
 * The p-norm of each window: (Σ xᵖ)^(1/p). Shape: input `(N, C, H, W)`, output `(N, C, H_out, W_out)`.
 * Errors: nothing is left of the image → `Given input size: …`.
 */
export const lpPool2d = defineNode({
  type: 'LPPool2d',
  category: 'pooling',
  doc: 'Takes the p-norm of each window.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html',
  stem: 'pool',
  onnx: (node) => lpPool(node, windowsOf(node.params, 2), node.params.norm_type),
  params: {
    norm_type: z.number().meta({ doc: 'The power p: 1 adds up, 2 is the Euclidean norm.', initial: 2 }),
    ...windowParams(2),
    stride: windowSize(2, 1)
      .nullable()
      .default(null)
      .meta({ doc: 'Step of the window; none: the kernel size.', unit: 'px' }),
    ceil_mode: ceilMode,
  },
  shape: (call) =>
    pooledShape(inputAt(call, 'input').shape, { ...call.params, padding: 0, dilation: 1 }, 'LPPool2d', 2),
})
