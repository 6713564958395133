import { z } from 'zod'
import { defineHook } from './definition'

export const clipValue = defineHook({
  type: 'clip_value',
  doc: 'clamp(x, −max, max), element by element.',
  params: { max: z.number().min(0).default(1).meta({ doc: 'Largest size of an element that passes.' }) },
  pytorch: {
    hook: () => ({
      name: 'clip_value',
      source: `def clip_value(max=1):
    """A hook that keeps every element within max of 0."""
    return lambda tensor: tensor.clamp(-max, max)`,
    }),
  },
  onnx: (node, value, { max }) => node.op('Clip', [value, node.number(-max, 'min'), node.number(max, 'max')]),
})
