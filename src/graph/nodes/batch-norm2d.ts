import { batchNorm } from '../onnx/writing/normalizing'
import { defineNode, inputAt } from '../registry/definition'
import {
  channelsAt,
  checkFeatures,
  checkRank,
  oneEach,
  statisticsParams,
  weightAndBias,
} from './normalization'

/**
 * Each channel brought to mean 0 and variance 1 over the batch. Shape: input `(N, C, H, W)`, output the same.
 * Errors: other channels → `running_mean should contain 3 elements not 4`.
 */
export const batchNorm2d = defineNode({
  type: 'BatchNorm2d',
  category: 'normalization',
  doc: 'Brings each channel to mean 0 and variance 1 over the batch.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html',
  stem: 'bn',
  onnx: batchNorm,
  params: statisticsParams(true),
  complete: (call) => ({
    num_features:
      call.params.num_features ?? channelsAt(inputAt(call, 'input').shape, 1, 'num_features', 'BatchNorm2d'),
  }),
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    checkRank('BatchNorm2d', shape, [4])
    checkFeatures(call.params, shape[1])
    return shape
  },
  parameters: ({ num_features, affine }) =>
    num_features === undefined ? [] : weightAndBias([num_features], affine),
  multiplyAdds: oneEach,
})
