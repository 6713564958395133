import { unchanged } from '../onnx/writing/forms'
import { defineNode } from '../registry/definition'

/** Returns its input. Shape: any. */
export const identity = defineNode({
  type: 'Identity',
  category: 'shape',
  doc: 'Passes its input on unchanged.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Identity.html',
  stem: 'identity',
  onnx: unchanged,
  calls: ['module'],
  accepts: 'any',
})
