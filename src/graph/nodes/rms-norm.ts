import { z } from 'zod'
import { defineNode, inputAt } from './definition'
import {
  asSizes,
  checkNormalizedShape,
  completeNormalizedShape,
  normalizedShape,
  oneEach,
  weightAndBias,
} from './normalization'

/**
 * Each sample divided by the root of its mean square over the last dimensions. Shape: any that ends in normalized_shape.
 * Errors: another end → `Given normalized_shape=[4], expected input with shape [*, 4], …`.
 */
export const rmsNorm = defineNode({
  type: 'RMSNorm',
  category: 'normalization',
  doc: 'Divides the last dimensions of each sample by the root of their mean square.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.RMSNorm.html',
  stem: 'norm',
  params: {
    normalized_shape: normalizedShape,
    eps: z
      .number()
      .min(0)
      .nullable()
      .default(null)
      .meta({ doc: 'Added to the mean square; none: 1.19e-7.', advanced: true }),
    elementwise_affine: z.boolean().default(true).meta({ doc: 'Learn a weight for each place.' }),
  },
  complete: completeNormalizedShape,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    checkNormalizedShape(shape, call.params.normalized_shape)
    return shape
  },
  parameters: ({ normalized_shape: shape, elementwise_affine: affine }) =>
    shape === undefined ? [] : weightAndBias(asSizes(shape), affine, false),
  multiplyAdds: oneEach,
})
