/** The JSON of a checkpoint: what comes from a file is checked before anything acts on it. */
import { z } from 'zod'
import { storedGenerator } from '../executor/stored-generator'
import { plain, storedSteps } from '../executor/stored-steps'

export const CHECKPOINT_FORMAT = 'gradwire.checkpoint.6'
/** NaN and the infinities too. */
const number = z.custom<number>((value) => typeof value === 'number')
const count = z.int().min(0)
const metricValue = z.union([number, z.array(z.array(number))]).nullable()

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
  shuffler: storedGenerator,
  steps: storedSteps,
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
  /** What its executor stored, which reads it itself. */
  executor: plain,
  run: run.nullable(),
  curves: z.object({ file: z.string().regex(/^curves-[0-9a-f]{24}$/), bytes: count }).nullable(),
  lastEpoch: epochPoint.nullable(),
})
export type CheckpointJson = z.input<typeof checkpointJson>
