import { defineHook } from './definition'

export const stop = defineHook({
  type: 'stop',
  doc: 'Forward, the value without its history (x.detach()); backward, no gradient at all, not even zeros.',
  places: ['edge', 'port'],
  pytorch: {
    hook: (pass) =>
      pass === 'forward'
        ? {
            name: 'stop',
            source: `def stop():
    """A hook that lets the value through, and no gradient back."""
    return lambda tensor: tensor.detach()`,
          }
        : {
            name: 'stop_gradient',
            source: `class stop_gradient(torch.autograd.Function):
    """The tensor, with no gradient at all on its way back."""

    @staticmethod
    def forward(ctx, tensor):
        return tensor.view_as(tensor)

    @staticmethod
    def backward(ctx, gradient):
        return None`,
          },
  },
  onnx: (_, value) => value,
})
