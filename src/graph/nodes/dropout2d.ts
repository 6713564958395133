import { unchanged } from '../onnx/writing/forms'
import { defineNode, inputAt } from '../registry/definition'
import { dropoutParams } from './dropout'
import { RuleError } from '../registry/rule-error'

/** While training, drops whole channels of images at random. Shape: `(N, C, *)`, kept. Errors: too few dimensions (or, in 1d, too many). */
export const dropout2d = defineNode({
  type: 'Dropout2d',
  category: 'regularization',
  doc: 'While training, drops whole channels of images at random.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html',
  stem: 'dropout',
  pytorch: { functionExtras: ['training=self.training'] },
  onnx: unchanged,
  params: dropoutParams,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length >= 2) return shape
    throw new RuleError('Feature dropout requires at least 2 dimensions in the input', {
      handle: 'input',
      remedy: 'Dropout drops single values.',
      fixes: [{ kind: 'replace', type: 'Dropout' }],
    })
  },
})
