/** What is told of a run: its state, its curves, and what its hooks print. */
import type { MetricValue } from './metrics/metric-value'

/**
 * `idle`: nothing compiled. `paused`: between two steps. `stopped`: inside a step, between two nodes: what flowed so far can be
 * read, `advance`, `runTo`, `step` and `train` go on, and whatever changes the net or ends the run gives the step up, which then
 * has left no trace. `failed`: the last run ended in an error; `train` starts again.
 */
export type RunState = 'idle' | 'ready' | 'running' | 'paused' | 'stopped' | 'done' | 'failed'

export interface Progress {
  state: RunState
  /** Steps done in this run, steps in the whole run, steps in an epoch. */
  step: number
  steps: number
  epoch: number
  epochs: number
  stepsPerEpoch: number
}

/** One training step. `accuracy` is the share of the batch that was classified rightly, or null. */
export interface MetricPoint {
  step: number
  epoch: number
  loss: number
  accuracy: number | null
  lr: number
  milliseconds: number
  /** Metric nodes that are numbers, by id: over the samples of this epoch so far. */
  metrics: Record<string, number>
}

/** The end of an epoch, measured on the held-out part (null where there is none). */
export interface EpochPoint {
  epoch: number
  step: number
  trainLoss: number
  heldOutLoss: number | null
  heldOutAccuracy: number | null
  /** Metric nodes by id; matrices stay only with the last epoch. Null: not measured. */
  metrics: Record<string, { train: MetricValue | null; heldOut: MetricValue | null }>
}

/** A one-feature regression: the points and the model's curve through them. */
export interface Fit {
  step: number
  points: [number, number][]
  curve: [number, number][]
}

/** What one hook printed, and which it was: its id in a definition, and the ids of the instances around that. */
export interface PrintedText {
  module: string
  hook: string
  path: readonly string[]
  text: string
}

export type LogLevel = 'info' | 'warning' | 'error'
