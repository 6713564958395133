import { z } from 'zod'
import { unchanged } from '../onnx/writing/forms'
import { defineNode } from '../registry/definition'

export const dropoutParams = {
  p: z.number().min(0).max(1).default(0.5).meta({ doc: 'Probability that a value is dropped.' }),
  inplace: z.boolean().default(false).meta({ doc: 'Overwrite the input.', advanced: true }),
}

/** While training, sets each value to 0 with probability p and scales the rest by 1 / (1 − p). Shape: any. */
export const dropout = defineNode({
  type: 'Dropout',
  category: 'regularization',
  doc: 'While training, drops values at random so that the network does not lean on any one of them.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html',
  stem: 'dropout',
  pytorch: { functionExtras: ['training=self.training'] },
  onnx: unchanged,
  params: dropoutParams,
})
