import { z } from 'zod'
import { rmsNorm as normalise } from '../onnx/writing/normalizing'
import type { PythonSupport } from '../pytorch/rule'
import { defineNode, inputAt } from '../registry/definition'
import {
  asSizes,
  checkNormalizedShape,
  completeNormalizedShape,
  normalizedShape,
  oneEach,
  weightAndBias,
} from './normalization'

/** The class, for versions of PyTorch before 2.4. */
const RMS_NORM: PythonSupport = {
  name: 'RMSNorm',
  source: `class RMSNorm(nn.Module):
    """nn.RMSNorm, which PyTorch has only since 2.4."""

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True):
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.dims = tuple(range(-len(shape), 0))
        self.eps = torch.finfo(torch.float32).eps if eps is None else eps
        self.register_parameter("weight", nn.Parameter(torch.ones(shape)) if elementwise_affine else None)

    def forward(self, x):
        x = x * torch.rsqrt(x.pow(2).mean(self.dims, keepdim=True) + self.eps)
        return x if self.weight is None else x * self.weight`,
}

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
  pytorch: { module: 'RMSNorm', support: () => RMS_NORM },
  onnx: (node) => {
    const { normalized_shape: shape, eps, elementwise_affine: affine } = node.params
    return normalise(node, node.input(), {
      count: asSizes(shape).length,
      eps: eps ?? 2 ** -23,
      weight: affine ? node.parameter('weight') : undefined,
    })
  },
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
