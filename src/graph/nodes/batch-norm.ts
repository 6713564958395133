/** BatchNorm1d, BatchNorm2d, BatchNorm3d and SyncBatchNorm: one definition, told apart by the ranks of their inputs. */
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'
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

/** Shape: input `(N, C, D, H, W)`, output the same; see `defineBatchNorm`. */
export const batchNorm3d = defineBatchNorm(
  'BatchNorm3d',
  [5],
  'Brings each channel of volumes to mean 0 and variance 1 over the batch.',
)

/** Shape: input `(N, C, *)`, output the same; see `defineBatchNorm`. */
export const syncBatchNorm = defineBatchNorm(
  'SyncBatchNorm',
  null,
  'BatchNorm over the batches of all processes; here there is one, and it is the same.',
)

/**
 * Each channel brought to mean 0 and variance 1 over the batch. Shape: kept.
 * Errors: other channels → `running_mean should contain 3 elements not 4`.
 */
function defineBatchNorm(type: string, ranks: readonly number[] | null, doc: string): NodeDefinition {
  return defineNode({
    type,
    category: 'normalization',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'bn',
    ...(ranks === null ? { pytorch: { since: () => '2.1' } } : {}),
    onnx: batchNorm,
    params: statisticsParams(true),
    complete: (call) => ({
      num_features:
        call.params.num_features ?? channelsAt(inputAt(call, 'input').shape, 1, 'num_features', type),
    }),
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      if (ranks !== null) checkRank(type, shape, ranks)
      else if (shape.length < 2) throw tooFew(shape)
      checkFeatures(call.params, shape[1])
      return shape
    },
    parameters: ({ num_features, affine }) =>
      num_features === undefined ? [] : weightAndBias([num_features], affine),
    multiplyAdds: oneEach,
  })
}

function tooFew(shape: Shape): RuleError {
  return new RuleError(`expected at least 2D input (got ${shape.length}D input)`, {
    handle: 'input',
    remedy: tell('rules.normalization.input_has_shape', 'The input has shape {{shape}}.', {
      shape: formatShape(shape),
    }),
    fixes: toRank('input', shape, 2),
  })
}
