import { instanceNorm } from '../onnx/writing/normalizing'
import { defineNode, inputAt } from '../registry/definition'
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

/**
 * Each channel of each sample brought to mean 0 and variance 1. Shape: input `(N, C, H, W)` or `(C, H, W)`, output the same.
 * Errors: other channels than num_features, where a weight is learned.
 */
export const instanceNorm2d = defineNode({
  type: 'InstanceNorm2d',
  category: 'normalization',
  doc: 'Brings each channel of each image to mean 0 and variance 1.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html',
  stem: 'norm',
  pytorch: { arguments: withMomentum },
  onnx: instanceNorm(4),
  params: statisticsParams(false),
  complete: (call) => ({
    num_features:
      call.params.num_features ??
      channelsAt(inputAt(call, 'input').shape, -3, 'num_features', 'InstanceNorm2d'),
  }),
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    checkRank('InstanceNorm2d', shape, [3, 4])
    const channels = shape.at(-3)
    if (channels !== call.params.num_features && (call.params.affine || call.params.track_running_stats)) {
      throw wrongChannels(
        `expected input's size at dim=${shape.length - 3} to match num_features (${call.params.num_features}), but got: ${channels}.`,
        'num_features',
        channels,
        forRank('InstanceNorm2d', shape, 4),
      )
    }
    if (!call.params.track_running_stats) checkSeveral(shape, shape.slice(-2))
    return shape
  },
  parameters: ({ num_features, affine }) =>
    num_features === undefined ? [] : weightAndBias([num_features], affine),
  multiplyAdds: oneEach,
})
