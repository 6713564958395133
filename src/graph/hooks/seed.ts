/** The seed of a hook that draws random numbers. */
import { z } from 'zod'

export const seed = z.int().min(0).default(0).meta({
  doc: 'What its generator starts from; instances of a module draw from one, in the order of their calls.',
})
