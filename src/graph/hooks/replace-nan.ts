import { z } from 'zod'
import { defineHook } from './definition'

export const replaceNaN = defineHook({
  type: 'replace_nan',
  doc: 'x with every NaN replaced.',
  params: { value: z.number().default(0).meta({ doc: 'What stands for a NaN.' }) },
  pytorch: {
    hook: () => ({
      name: 'replace_nan',
      source: `def replace_nan(value=0):
    """A hook that replaces every NaN."""
    return lambda tensor: tensor.masked_fill(tensor.isnan(), value)`,
    }),
  },
  onnx: (node, value, { value: other }) =>
    node.op('Where', [node.op('IsNaN', [value]), node.number(other, 'value'), value]),
})
