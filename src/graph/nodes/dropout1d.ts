import { unchanged } from '../onnx/writing/forms'
import { defineNode, inputAt } from '../registry/definition'
import { dropoutParams } from './dropout'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

/** While training, drops whole channels of signals at random. Shape: `(N, C, *)`, kept. Errors: too few dimensions (or, in 1d, too many). */
export const dropout1d = defineNode({
  type: 'Dropout1d',
  category: 'regularization',
  doc: 'While training, drops whole channels of signals at random.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html',
  stem: 'dropout',
  pytorch: { functionExtras: ['training=self.training'] },
  onnx: unchanged,
  params: dropoutParams,
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    if (shape.length === 2 || shape.length === 3) return shape
    throw new RuleError(
      `dropout1d: Expected 2D or 3D input, but received a ${shape.length}D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).`,
      {
        handle: 'input',
        remedy: 'Dropout2d is for images.',
        fixes: [
          { kind: 'replace', type: 'Dropout2d' },
          ...toRank('input', shape, 3),
          { kind: 'replace', type: 'Dropout' },
        ],
      },
    )
  },
})
