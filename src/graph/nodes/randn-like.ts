import { defineNode } from '../registry/definition'

/**
 * Noise of the shape of the input, of mean 0 and deviation 1, drawn anew in every pass. No gradient comes back.
 * Shape: any.
 */
export const randnLike = defineNode({
  type: 'RandnLike',
  category: 'data',
  doc: 'Normal noise of the shape of the input, as a VAE adds it.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.randn_like.html',
  stem: 'noise',
  plainStem: true,
  pytorch: { function: 'torch.randn_like' },
  onnx: (node) => node.op('RandomNormalLike', [node.input()]),
  calls: ['functional'],
})
