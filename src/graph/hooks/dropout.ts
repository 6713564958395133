import { z } from 'zod'
import { defineHook } from './definition'
import { seed } from './seed'

export const dropout = defineHook({
  type: 'dropout',
  doc: 'Zero with probability p, else x / (1 − p), in training; x in evaluation.',
  places: ['edge', 'port'],
  params: { p: z.number().min(0).max(1).default(0.5).meta({ doc: 'Probability of a zero.' }), seed },
  draws: true,
  pytorch: {
    hook: () => ({
      name: 'dropout',
      source: `class dropout:
    """A hook that drops elements by a generator of its own; whoever calls it says whether it trains."""

    def __init__(self, p=0.5, seed=0):
        self.p = p
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, training):
        return self.drop if training and self.p > 0 else lambda tensor: tensor

    def drop(self, tensor):
        drawn = torch.rand(tensor.shape, dtype=torch.float64, generator=self.generator)
        kept = (drawn < 1 - self.p).to(tensor)
        return tensor * (kept / (1 - self.p) if self.p < 1 else kept)`,
    }),
  },
  onnx: (_, value) => value,
})
