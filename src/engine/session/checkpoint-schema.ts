/** The JSON of a checkpoint: what comes from a file is checked before anything acts on it. */
import { z } from 'zod'

export const CHECKPOINT_FORMAT = 'gradwire.checkpoint.4'
/** The block of a generator, and the place in it. */
export const TWISTER_NUMBERS = 625

/** NaN and the infinities too. */
const number = z.custom<number>((value) => typeof value === 'number')
const count = z.int().min(0)
const numbers = z.record(z.string(), number)
/** Numbers, texts, truth values, null, and lists and records of them. */
const plain: z.ZodType = z.lazy(() =>
  z.union([number, z.string(), z.boolean(), z.null(), z.array(plain), z.record(z.string(), plain)]),
)
const metricValue = z.union([number, z.array(z.array(number))]).nullable()

const names = z.array(z.string()).readonly()
const place = z.object({ ids: names, definitions: names })
const places = z.object({
  modules: z.array(place),
  nodes: z.record(z.string(), names),
  shared: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]).readonly()).readonly()),
})

/** Its block lies in a tensor of its own. */
const generator = z.object({ seed: z.int(), spare: number.nullable() })
export type StoredGenerator = z.infer<typeof generator>

const run = z.object({
  settings: z.object({
    batchSize: z.int().min(1),
    epochs: count,
    steps: count.nullable(),
    shuffle: z.boolean(),
    seed: z.int(),
    lr: number.nullable(),
  }),
  position: z.object({ step: count, epoch: count, batch: count }),
  /** Whether the epoch's order lies in the tensor `order`. */
  order: z.boolean(),
  epochLoss: number,
  shuffler: generator,
  metrics: z.record(z.string(), z.object({ kind: z.string(), state: plain })),
  schedule: z
    .object({
      of: z.string(),
      rate: number,
      state: z.record(z.string(), plain),
      groups: z.array(z.record(z.string(), plain)),
    })
    .nullable(),
})

const epochPoint = z.object({
  epoch: count,
  step: count,
  trainLoss: number,
  heldOutLoss: number.nullable(),
  heldOutAccuracy: number.nullable(),
  metrics: z.record(z.string(), z.object({ train: metricValue, heldOut: metricValue })),
})

export const checkpointJson = z.object({
  /** Keys of the modules (`idsKey`), in the order in which the tensors number them. */
  modules: z.array(z.string()),
  places,
  /** What the optimiser remembers about each parameter, in the order in which the tensors number them. */
  optimizer: z.array(z.object({ key: z.string(), numbers })),
  generator,
  /** Generators of hooks, whose blocks lie in tensors of their own, in this order. */
  hooks: z.array(generator.extend({ key: z.string() })),
  /** Whether gradients that later batches add to lie in tensors. */
  gradients: z.boolean(),
  /** Which of equal computations were found quickest, so that a resumed run takes the same. */
  winners: z.object({ backend: z.string(), places: z.record(z.string(), count) }),
  run: run.nullable(),
  curves: z.object({ file: z.string().regex(/^curves-[0-9a-f]{24}$/), bytes: count }).nullable(),
  lastEpoch: epochPoint.nullable(),
})
export type CheckpointJson = z.input<typeof checkpointJson>
