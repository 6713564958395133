import { z } from 'zod'
import { layerNorm as normalise } from '../onnx/writing/normalizing'
import type { PythonSupport } from '../pytorch/rule'
import { defineNode, inputAt } from '../registry/definition'
import {
  asSizes,
  checkNormalizedShape,
  completeNormalizedShape,
  eps,
  normalizedShape,
  oneEach,
  weightAndBias,
} from './normalization'

/** The class without a bias, for versions of PyTorch before 2.1. */
const WITHOUT_BIAS: PythonSupport = {
  name: 'LayerNormWithoutBias',
  source: `class LayerNormWithoutBias(nn.LayerNorm):
    """nn.LayerNorm with bias=False, which PyTorch takes only since 2.1."""

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True):
        super().__init__(normalized_shape, eps=eps, elementwise_affine=elementwise_affine)
        self.register_parameter("bias", None)`,
}

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
  pytorch: {
    module: ({ bias }) => (bias ? 'nn.LayerNorm' : WITHOUT_BIAS.name),
    arguments: (params) => {
      const { bias: _, ...rest } = params
      return rest
    },
    support: ({ bias }) => (bias ? undefined : WITHOUT_BIAS),
  },
  onnx: (node) => {
    const { normalized_shape: shape, eps: added, elementwise_affine: affine, bias } = node.params
    const sizes = asSizes(shape)
    const ones = (): string => {
      const count = sizes.reduce((product, size) => product * size, 1)
      return node.floats(
        Array.from({ length: count }, () => 1),
        sizes,
        'ones',
      )
    }
    return normalise(node, node.input(), {
      count: sizes.length,
      eps: added,
      weight: affine ? node.parameter('weight') : ones(),
      bias: affine && bias ? node.parameter('bias') : undefined,
    })
  },
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
