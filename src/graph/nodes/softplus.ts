import { z } from 'zod'
import { defineActivation } from './activation'

/** ln(1 + e^(beta · x)) / beta, and x itself where beta · x is above the threshold. Shape: any. */
export const softplus = defineActivation({
  type: 'Softplus',
  doc: 'A smooth ReLU that is always above 0: ln(1 + eˣ).',
  stem: 'softplus',
  params: {
    beta: z.number().default(1).meta({ doc: 'How sharp the bend is.' }),
    threshold: z
      .number()
      .default(20)
      .meta({ doc: 'Where it goes over into a straight line, in units of beta · x.', advanced: true }),
  },
})
