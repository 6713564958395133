import { z } from 'zod'
import { defineHook } from './definition'

export const clipNorm = defineHook({
  type: 'clip_norm',
  doc: 'x · min(1, max_norm / ‖x‖₂), over the whole tensor; the norm is taken as a constant.',
  params: { max_norm: z.number().min(0).default(1).meta({ doc: 'Largest norm that passes.' }) },
  pytorch: {
    hook: () => ({
      name: 'clip_norm',
      source: `def clip_norm(max_norm=1):
    """A hook that scales its tensor down to a norm of at most max_norm."""

    def hook(tensor):
        norm = tensor.detach().norm()
        return tensor * (max_norm / norm) if norm > max_norm else tensor

    return hook`,
    }),
  },
  onnx: (node, value, { max_norm }) => {
    const [norm, limit] = [node.op('ReduceL2', [value], { keepdims: 0 }), node.number(max_norm, 'max_norm')]
    const clipped = node.op('Div', [limit, norm])
    return node.op('Mul', [
      value,
      node.op('Where', [node.op('Greater', [norm, limit]), clipped, node.number(1, 'one')]),
    ])
  },
})
