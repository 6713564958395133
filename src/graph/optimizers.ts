/** Optimisers that training settings may name, with PyTorch's keyword arguments. */
import { z } from 'zod'

export interface OptimizerDefinition {
  /** PyTorch's class name. */
  type: string
  doc: string
  url: string
  params: z.ZodObject
}

const lr = (initial: number): z.ZodType<number, number | undefined> =>
  z.number().min(0).default(initial).meta({ doc: 'Learning rate: how far each step goes.' })

const weightDecay = z.number().min(0).default(0).meta({ doc: 'Pulls weights towards 0 (L2 penalty).' })

export const optimizerDefinitions: readonly OptimizerDefinition[] = [
  {
    type: 'SGD',
    doc: 'Steps against the gradient, with momentum if wanted.',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html',
    params: z.strictObject({
      lr: lr(0.01),
      momentum: z.number().min(0).max(1).default(0).meta({ doc: 'Share of the last step that is kept.' }),
      weight_decay: weightDecay,
      dampening: z.number().min(0).max(1).default(0).meta({ doc: 'Weakens new gradients.', advanced: true }),
      nesterov: z.boolean().default(false).meta({ doc: 'Look ahead along the momentum.', advanced: true }),
    }),
  },
  {
    type: 'Adam',
    doc: 'Gives every weight a step of its own from running means of the gradient.',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html',
    params: z.strictObject({
      lr: lr(0.001),
      betas: z
        .tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)])
        .meta({ control: 'numbers' })
        .default([0.9, 0.999])
        .meta({ doc: 'How long the two running means remember.', advanced: true }),
      eps: z.number().min(0).default(1e-8).meta({ doc: 'Keeps the division safe.', advanced: true }),
      weight_decay: weightDecay,
      amsgrad: z.boolean().default(false).meta({ doc: 'Never let a step grow again.', advanced: true }),
    }),
  },
]

export function optimizerDefinition(type: string): OptimizerDefinition | undefined {
  return optimizerDefinitions.find((definition) => definition.type === type)
}
