import { defineHook } from './definition'

export const stats = defineHook({
  type: 'stats',
  doc: 'Leaves x as it is; writes its smallest and largest value, mean, deviation, norm and share of zeros to the console.',
  looks: true,
  pytorch: {
    hook: () => ({
      name: 'stats',
      source: `def stats(name):
    """A hook that prints what its tensor is like."""

    def hook(tensor):
        values = tensor.detach().float()
        numbers = {
            "min": values.min(),
            "max": values.max(),
            "mean": values.mean(),
            "std": values.std() if values.numel() > 1 else float("nan"),
            "norm": values.norm(),
            "zeros": (values == 0).float().mean(),
        }
        print(f"{name}: {'  '.join(f'{key} {float(value):.6g}' for key, value in numbers.items())}")
        return tensor

    return hook`,
    }),
  },
  onnx: (_, value) => value,
})
