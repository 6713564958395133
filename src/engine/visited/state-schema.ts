/** The JSON of a stored net: what comes from a file is checked before anything acts on it. */
import { z } from 'zod'
import { storedGenerator } from '../executor/stored-generator'

/** NaN and the infinities too. */
const number = z.custom<number>((value) => typeof value === 'number')
const names = z.array(z.string()).readonly()
const place = z.object({ ids: names, definitions: names })
const places = z.object({
  modules: z.array(place),
  nodes: z.record(z.string(), names),
  shared: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]).readonly()).readonly()),
})

export const stateJson = z.object({
  /** Keys of the modules (`idsKey`), in the order in which the tensors number them. */
  modules: z.array(z.string()),
  places,
  /** What the optimiser remembers about each parameter, in the order in which the tensors number them. */
  optimizer: z.array(z.object({ key: z.string(), numbers: z.record(z.string(), number) })),
  generator: storedGenerator,
  /** Generators of hooks, whose blocks lie in tensors of their own, in this order. */
  hooks: z.array(storedGenerator.extend({ key: z.string() })),
  /** Whether gradients that later batches add to lie in tensors. */
  gradients: z.boolean(),
  /** How many threads computed: with another number sums round otherwise. */
  threads: z.int().min(1),
  /** Which of equal computations were found quickest, so that a resumed run takes the same. */
  winners: z.object({ backend: z.string(), places: z.record(z.string(), z.int().min(0)) }),
})
export type StateJson = z.input<typeof stateJson>
