import { z } from 'zod'
import { operator } from '../onnx/writing/forms'
import { defineNode } from '../registry/definition'

/** max(0, x), element by element. Shape: any. */
export const relu = defineNode({
  type: 'ReLU',
  category: 'activation',
  doc: 'Sets negative values to 0: max(0, x).',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.ReLU.html',
  stem: 'relu',
  pytorch: { function: 'F.relu' },
  onnx: operator('Relu'),
  params: {
    inplace: z.boolean().default(false).meta({ doc: 'Overwrite the input.', advanced: true }),
  },
})
