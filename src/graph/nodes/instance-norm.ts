/** InstanceNorm1d, InstanceNorm2d and InstanceNorm3d: one definition, told apart by the number of dimensions. */
import { instanceNorm } from '../onnx/writing/normalizing'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import {
  channelsAt,
  checkRank,
  checkSeveral,
  oneEach,
  statisticsParams,
  weightAndBias,
  withMomentum,
  wrongChannels,
} from './normalization'
import { forRank } from '../registry/remedies'

/** Shape: input `(N, C, L)` or `(C, L)`, output the same; see `defineInstanceNorm`. */
export const instanceNorm1d = defineInstanceNorm(
  1,
  'Brings each channel of each sample to mean 0 and variance 1.',
)

/** Shape: input `(N, C, H, W)` or `(C, H, W)`, output the same; see `defineInstanceNorm`. */
export const instanceNorm2d = defineInstanceNorm(
  2,
  'Brings each channel of each image to mean 0 and variance 1.',
)

/** Shape: input `(N, C, D, H, W)` or `(C, D, H, W)`, output the same; see `defineInstanceNorm`. */
export const instanceNorm3d = defineInstanceNorm(
  3,
  'Brings each channel of each volume to mean 0 and variance 1.',
)

/**
 * Each channel of each sample brought to mean 0 and variance 1. Shape: kept.
 * Errors: other channels than num_features, where a weight is learned.
 */
function defineInstanceNorm(rank: 1 | 2 | 3, doc: string): NodeDefinition {
  const type = `InstanceNorm${rank}d`
  const axis = -rank - 1
  return defineNode({
    type,
    category: 'normalization',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'norm',
    pytorch: { arguments: withMomentum },
    onnx: instanceNorm((rank + 2) as 3 | 4 | 5),
    params: statisticsParams(false),
    complete: (call) => ({
      num_features:
        call.params.num_features ?? channelsAt(inputAt(call, 'input').shape, axis, 'num_features', type),
    }),
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      checkRank(type, shape, [rank + 1, rank + 2])
      const channels = shape.at(axis)
      if (channels !== call.params.num_features && (call.params.affine || call.params.track_running_stats)) {
        throw wrongChannels(
          `expected input's size at dim=${shape.length + axis} to match num_features (${call.params.num_features}), but got: ${channels}.`,
          'num_features',
          channels,
          forRank(type, shape, rank + 2),
        )
      }
      if (!call.params.track_running_stats) checkSeveral(shape, shape.slice(-rank))
      return shape
    },
    parameters: ({ num_features, affine }) =>
      num_features === undefined ? [] : weightAndBias([num_features], affine),
    multiplyAdds: oneEach,
  })
}
