/** What a checkpoint holds of a run's steps beside the net. */
import { z } from 'zod'

/** NaN and the infinities too. */
const number = z.custom<number>((value) => typeof value === 'number')
/** Numbers, texts, truth values, null, and lists and records of them. */
export const plain: z.ZodType = z.lazy(() =>
  z.union([number, z.string(), z.boolean(), z.null(), z.array(plain), z.record(z.string(), plain)]),
)

/** The state of each metric node by its id, and the schedule: its own state, and what it has set in the optimiser's groups. */
export const storedSteps = z.object({
  metrics: z.record(z.string(), z.object({ kind: z.string(), state: plain })),
  schedule: z
    .object({
      /** The scheduler that it belongs to, as the document writes it. */
      of: z.string(),
      rate: number,
      state: z.record(z.string(), plain),
      groups: z.array(z.record(z.string(), plain)),
    })
    .nullable(),
})
export type StoredSteps = z.infer<typeof storedSteps>
