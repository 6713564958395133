import { z } from 'zod'
import { defineHook } from './definition'

export const reverse = defineHook({
  type: 'reverse',
  doc: '−factor · x: gradient reversal (Ganin and Lempitsky, 2015).',
  places: ['edge', 'port'],
  passes: ['backward'],
  params: { factor: z.number().default(1).meta({ doc: 'Size of the reversed gradient.' }) },
  pytorch: {
    hook: () => ({
      name: 'reverse',
      source: `def reverse(factor=1):
    """A hook that turns its gradient round."""
    return lambda tensor: tensor * -factor`,
    }),
  },
  // Backward hooks are none of ONNX's.
  onnx: (_, value) => value,
})
