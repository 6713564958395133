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

/** What the net says of its whole input space, where that can be drawn. */
export type Fit = LineFit | PlaneFit

/** A one-feature regression: the points and the model's curve through them. */
export interface LineFit {
  kind: 'line'
  step: number
  points: [number, number][]
  curve: [number, number][]
}

/** A classification of points in a plane: the points, and the class of every place. */
export interface PlaneFit {
  kind: 'plane'
  step: number
  /** The two features and the class. */
  points: [number, number, number][]
  classes: number
  /** Of the features, from the first to the last place. */
  x: [number, number]
  y: [number, number]
  /** Places in each direction: the one at row r (upwards) and column c is number r · size + c. */
  size: number
  /** The likeliest class of every place, and its probability. */
  winners: number[]
  confidences: number[]
}

/** What one hook printed, and which it was: its id in a definition, and the ids of the instances around that. */
export interface PrintedText {
  module: string
  hook: string
  path: readonly string[]
  text: string
}

export type LogLevel = 'info' | 'warning' | 'error'
