/** Dropout1d, Dropout2d, Dropout3d and FeatureAlphaDropout: one definition, told apart by the inputs that they take. */
import { unchanged } from '../onnx/writing/forms'
import { defineNode, inputAt } from '../registry/definition'
import type { NodeDefinition } from '../registry/definition'
import { dropoutParams } from './dropout'
import type { Shape } from '../types/dims'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** Shape: `(N, C, L)` or `(C, L)`, kept. Errors: other ranks. */
export const dropout1d = defineChannelDropout(
  'Dropout1d',
  'While training, drops whole channels of signals at random.',
  (shape) => {
    if (shape.length === 2 || shape.length === 3) return
    throw new RuleError(
      `dropout1d: Expected 2D or 3D input, but received a ${shape.length}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
      {
        handle: 'input',
        remedy: tell('rules.channel_dropout.dropout2d_is_for_images', 'Dropout2d is for images.'),
        fixes: [
          { kind: 'replace', type: 'Dropout2d' },
          ...toRank('input', shape, 3),
          { kind: 'replace', type: 'Dropout' },
        ],
      },
    )
  },
)

/** Shape: `(N, C, *)`, kept. Errors: too few dimensions. */
export const dropout2d = defineChannelDropout(
  'Dropout2d',
  'While training, drops whole channels of images at random.',
  severalDimensions,
)

/** Shape: `(N, C, D, H, W)` or `(C, D, H, W)`, kept. */
export const dropout3d = defineChannelDropout(
  'Dropout3d',
  'While training, drops whole channels of volumes at random.',
  () => undefined,
)

/** Shape: `(N, C, *)`, kept. Errors: too few dimensions. */
export const featureAlphaDropout = defineChannelDropout(
  'FeatureAlphaDropout',
  'AlphaDropout of whole channels: mean 0 and variance 1 stay, for networks with SELU.',
  severalDimensions,
)

function severalDimensions(shape: Shape): void {
  if (shape.length >= 2) return
  throw new RuleError('Feature dropout requires at least 2 dimensions in the input', {
    handle: 'input',
    remedy: tell('rules.channel_dropout.dropout_drops_single_values', 'Dropout drops single values.'),
    fixes: [{ kind: 'replace', type: 'Dropout' }],
  })
}

function defineChannelDropout(type: string, doc: string, check: (shape: Shape) => void): NodeDefinition {
  return defineNode({
    type,
    category: 'regularization',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'dropout',
    pytorch: { functionExtras: ['training=self.training'] },
    onnx: unchanged,
    params: dropoutParams,
    shape: (call) => {
      const { shape } = inputAt(call, 'input')
      check(shape)
      return shape
    },
  })
}
