import { z } from 'zod'
import { defineNode, inputAt } from './definition'
import {
  asSizes,
  checkNormalizedShape,
  completeNormalizedShape,
  eps,
  normalizedShape,
  oneEach,
  weightAndBias,
} from './normalization'

/**
 * Each sample brought to mean 0 and variance 1 over its last dimensions. Shape: any that ends in normalized_shape.
 * Errors: another end → `Given normalized_shape=[4], expected input with shape [*, 4], …`.
 */
export const layerNorm = defineNode({
  type: 'LayerNorm',
  category: 'normalization',
  doc: 'Brings the last dimensions of each sample to mean 0 and variance 1.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LayerNorm.html',
  stem: 'norm',
  params: {
    normalized_shape: normalizedShape,
    eps,
    elementwise_affine: z.boolean().default(true).meta({ doc: 'Learn a weight and a bias for each place.' }),
    bias: z.boolean().default(true).meta({
      doc: 'Learn a bias beside the weight (PyTorch 2.1 and later can go without).',
      advanced: true,
    }),
  },
  complete: completeNormalizedShape,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    checkNormalizedShape(shape, call.params.normalized_shape)
    return shape
  },
  parameters: ({ normalized_shape: shape, elementwise_affine: affine, bias }) =>
    shape === undefined ? [] : weightAndBias(asSizes(shape), affine, bias),
  multiplyAdds: oneEach,
})
