import { defineHook } from './definition'

export const zero = defineHook({
  type: 'zero',
  doc: '0 · x: nothing passes but zeros.',
  places: ['edge', 'port', 'parameter'],
  pytorch: {
    hook: () => ({
      name: 'zero',
      source: `def zero():
    """A hook that lets nothing through."""
    return lambda tensor: tensor * 0`,
    }),
  },
  onnx: (node, value) => node.op('Mul', [value, node.number(0, 'zero')]),
})
