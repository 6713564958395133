import { unchanged } from '../onnx/writing/forms'
import { defineNode } from '../registry/definition'
import { dropoutParams } from './dropout'

/** Dropout for SELU: mean 0 and variance 1 stay. Shape: any. */
export const alphaDropout = defineNode({
  type: 'AlphaDropout',
  category: 'regularization',
  doc: 'Dropout that keeps mean 0 and variance 1, for networks with SELU.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html',
  stem: 'dropout',
  pytorch: { functionExtras: ['training=self.training'] },
  onnx: unchanged,
  params: dropoutParams,
})
