import { z } from 'zod'
import { localResponseNorm as responseNorm } from '../onnx/writing/normalizing'
import { defineNode, inputAt } from '../registry/definition'
import { oneEach } from './normalization'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

export const responseParams = {
  size: z.int().min(1).meta({ doc: 'Number of neighbouring channels.', unit: 'channels', initial: 5 }),
  alpha: z.number().default(1e-4).meta({ doc: 'Factor of the mean square.' }),
  beta: z.number().default(0.75).meta({ doc: 'Exponent.' }),
  k: z.number().default(1).meta({ doc: 'Added to the mean square.' }),
}

/**
 * Each value divided by a power of the mean square of its neighbouring channels. Shape: input `(N, C, *)`, output the same.
 * Errors: fewer than 3 dimensions → `Expected 3D or higher dimensionality input (got 2 dimensions)`.
 */
export const localResponseNorm = defineNode({
  type: 'LocalResponseNorm',
  category: 'normalization',
  doc: 'Divides each value by a power of the mean square of its neighbouring channels.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.LocalResponseNorm.html',
  stem: 'norm',
  onnx: responseNorm,
  params: responseParams,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length >= 3) return shape
    throw new RuleError(`Expected 3D or higher dimensionality input (got ${shape.length} dimensions)`, {
      handle: 'input',
      remedy: tell(
        'rules.local_response_norm.localresponsenorm_needs_samples_with_channels',
        'LocalResponseNorm needs samples with channels and one or more dimensions after them.',
      ),
      fixes: toRank('input', shape, 3),
    })
  },
  multiplyAdds: (call, output) => oneEach(call, output) * call.params.size,
})
