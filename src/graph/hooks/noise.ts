import { z } from 'zod'
import { tell } from '../../words/tell'
import { defineHook } from './definition'
import { seed } from './seed'

export const noise = defineHook({
  type: 'noise',
  doc: 'x + std · N(0, 1), drawn by a generator of its own.',
  params: { std: z.number().min(0).default(0.01).meta({ doc: 'Standard deviation of the noise.' }), seed },
  draws: true,
  pytorch: {
    hook: () => ({
      name: 'noise',
      source: `class noise:
    """A hook that adds normal noise, from a generator of its own."""

    def __init__(self, std=0.01, seed=0):
        self.std = std
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, tensor):
        drawn = torch.randn(tensor.shape, dtype=torch.float32, generator=self.generator)
        return tensor + self.std * drawn.to(tensor)`,
    }),
  },
  onnx: {
    unsupported: () =>
      tell('export.onnx_has_no_such_noise', 'ONNX has no operator that draws the same noise.'),
  },
})
