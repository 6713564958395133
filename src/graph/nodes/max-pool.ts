/** MaxPool1d, MaxPool2d and MaxPool3d: one definition, told apart by the number of dimensions. */
import { maxPool } from '../onnx/writing/pools'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { sizeUnit } from '../params/param-types'
import {
  ceilMode,
  maxOutputs,
  maxTypes,
  pooledShape,
  poolingText,
  returnIndices,
  windowParams,
  windowSize,
  windowsOf,
} from './pooling'
import type { PoolRank } from './pooling'

/** Shape: `(N, C, L)` to `(N, C, L_out)`; see `defineMaxPool`. */
export const maxPool1d = defineMaxPool(1, 'Keeps the largest value of each window of a signal.')

/** Shape: `(N, C, H, W)` to `(N, C, H_out, W_out)`; see `defineMaxPool`. */
export const maxPool2d = defineMaxPool(2, 'Keeps the largest value of each window.')

/** Shape: `(N, C, D, H, W)` to `(N, C, D_out, H_out, W_out)`; see `defineMaxPool`. */
export const maxPool3d = defineMaxPool(3, 'Keeps the largest value of each window of a volume.')

/**
 * The largest value of each window. Shape: see `pooledShape`.
 * Errors: nothing is left of the input → `Given input size: …`; too much padding → `pad should be at most half …`.
 */
function defineMaxPool(rank: PoolRank, doc: string): NodeDefinition {
  const type = `MaxPool${rank}d`
  const unit = sizeUnit(rank)
  return defineNode({
    type,
    category: 'pooling',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'pool',
    pytorch: poolingText,
    onnx: (node) => maxPool(node, windowsOf(node.params, rank)),
    params: {
      ...windowParams(rank),
      padding: windowSize(rank, 0)
        .default(0)
        .meta({ doc: `Added on ${rank === 1 ? 'both sides' : 'every side'}; it never wins.`, unit }),
      dilation: windowSize(rank, 1)
        .default(1)
        .meta({ doc: 'Distance between the points of the window.', unit }),
      return_indices: returnIndices,
      ceil_mode: ceilMode,
    },
    outputs: maxOutputs,
    complete: ({ params }) => ({ stride: params.stride ?? params.kernel_size }),
    types: (call) =>
      maxTypes(pooledShape(inputAt(call, 'input').shape, call.params, type, rank), call.params),
  })
}
