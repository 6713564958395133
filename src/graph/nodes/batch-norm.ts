/** BatchNorm1d and BatchNorm2d: one definition, told apart by the ranks of their inputs. */
import { batchNorm } from '../onnx/writing/normalizing'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import {
  channelsAt,
  checkFeatures,
  checkRank,
  oneEach,
  statisticsParams,
  weightAndBias,
} from './normalization'

/** Shape: input `(N, C)` or `(N, C, L)`, output the same; see `defineBatchNorm`. */
export const batchNorm1d = defineBatchNorm(
  'BatchNorm1d',
  [2, 3],
  'Brings each feature to mean 0 and variance 1 over the batch.',
)

/** Shape: input `(N, C, H, W)`, output the same; see `defineBatchNorm`. */
export const batchNorm2d = defineBatchNorm(
  'BatchNorm2d',
  [4],
  'Brings each channel to mean 0 and variance 1 over the batch.',
)

/**
 * Each channel brought to mean 0 and variance 1 over the batch. Shape: kept.
 * Errors: other channels → `running_mean should contain 3 elements not 4`.
 */
function defineBatchNorm(type: string, ranks: readonly number[], doc: string): NodeDefinition {
  return defineNode({
    type,
    category: 'normalization',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'bn',
    onnx: batchNorm,
    params: statisticsParams(true),
    complete: (call) => ({
      num_features:
        call.params.num_features ?? channelsAt(inputAt(call, 'input').shape, 1, 'num_features', type),
    }),
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      checkRank(type, shape, ranks)
      checkFeatures(call.params, shape[1])
      return shape
    },
    parameters: ({ num_features, affine }) =>
      num_features === undefined ? [] : weightAndBias([num_features], affine),
    multiplyAdds: oneEach,
  })
}
