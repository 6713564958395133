/** AvgPool1d, AvgPool2d and AvgPool3d: one definition, told apart by the number of dimensions. */
import { z } from 'zod'
import { averagePool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { sizeUnit } from '../params/param-types'
import { ceilMode, pooledShape, poolingText, windowParams, windowSize, windowsOf } from './pooling'
import type { PoolRank } from './pooling'

const divisor = {
  divisor_override: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .meta({ doc: 'Divide by this instead of the size of the window.', advanced: true }),
}

/** Shape: `(N, C, L)` to `(N, C, L_out)`; see `defineAvgPool`. */
export const avgPool1d = defineAvgPool(1, 'Takes the mean of each window of a signal.')

/** Shape: `(N, C, H, W)` to `(N, C, H_out, W_out)`; see `defineAvgPool`. */
export const avgPool2d = defineAvgPool(2, 'Takes the mean of each window.')

/** Shape: `(N, C, D, H, W)` to `(N, C, D_out, H_out, W_out)`; see `defineAvgPool`. */
export const avgPool3d = defineAvgPool(3, 'Takes the mean of each window of a volume.')

/**
 * The mean of each window. Shape: see `pooledShape`.
 * Errors: nothing is left of the input → `Given input size: …`; too much padding → `pad should be at most half …`.
 */
function defineAvgPool(rank: PoolRank, doc: string): NodeDefinition {
  const type = `AvgPool${rank}d`
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pool',
    pytorch: poolingText,
    onnx: (node) =>
      node.batched(rank + 2, (value) =>
        averagePool(node, value, {
          windows: windowsOf(node.params, rank),
          countPadding: node.params.count_include_pad,
          divisor: node.params.divisor_override,
        }),
      ),
    params: {
      ...windowParams(rank),
      padding: windowSize(rank, 0)
        .default(0)
        .meta({ doc: `Zeros on ${rank === 1 ? 'both sides' : 'every side'}.`, unit: sizeUnit(rank) }),
      ceil_mode: ceilMode,
      count_include_pad: z.boolean().default(true).meta({ doc: 'Count the padding in the mean.' }),
      // PyTorch has none for signals.
      ...(rank === 1 ? ({} as { divisor_override: z.ZodType<undefined> }) : divisor),
    },
    complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
    shape: (call) => pooledShape(inputAt(call, 'input').shape, { ...call.params, dilation: 1 }, type, rank),
  })
}
