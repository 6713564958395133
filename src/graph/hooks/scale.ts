import { z } from 'zod'
import { defineHook } from './definition'

export const scale = defineHook({
  type: 'scale',
  doc: 'factor · x.',
  places: ['edge', 'port', 'parameter'],
  params: { factor: z.number().default(1).meta({ doc: 'What x is multiplied by.' }) },
  pytorch: {
    hook: () => ({
      name: 'scale',
      source: `def scale(factor=1):
    """A hook that multiplies its tensor."""
    return lambda tensor: tensor * factor`,
    }),
  },
  onnx: (node, value, { factor }) => node.op('Mul', [value, node.number(factor, 'factor')]),
})
