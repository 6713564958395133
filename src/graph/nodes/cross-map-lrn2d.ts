import { crossMapNorm } from '../onnx/writing/normalizing'
import { defineNode, inputAt } from '../registry/definition'
import { responseParams } from './local-response-norm'
import { oneEach } from './normalization'
import { neededSamples } from './pooling'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

/**
 * LocalResponseNorm as Torch had it; which channels are neighbours, and whose gradient comes back, is as PyTorch has it. Shape: input `(N, C, H, W)`, output the same.
 * Errors: other ranks → `CrossMapLRN2d: Expected input to be 4D, got 3D instead.`
 */
export const crossMapLRN2d = defineNode({
  type: 'CrossMapLRN2d',
  category: 'normalization',
  doc: 'LocalResponseNorm of images, as older networks have it.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossMapLRN2d.html',
  stem: 'norm',
  calls: ['module'],
  onnx: crossMapNorm,
  params: responseParams,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length === 4) return shape
    throw new RuleError(`CrossMapLRN2d: Expected input to be 4D, got ${shape.length}D instead.`, {
      handle: 'input',
      remedy: neededSamples('CrossMapLRN2d', 2),
      fixes: forRank('CrossMapLRN2d', shape, 4),
    })
  },
  multiplyAdds: (call, output) => oneEach(call, output) * call.params.size,
})
