/** The settings of a run, where a command says them instead of the document. */
import type { Training } from '../../graph/document/document'
import type { TrainingOptions } from '../protocol'
import type { RunSettings } from './training-run'

/** What may stand for options: null and undefined say nothing. */
type Said = Partial<Record<keyof TrainingOptions, unknown>>

export class RunOptions {
  /** What was configured since the document came with its training part; holds for every later run. */
  private configured: TrainingOptions = {}
  /** What holds for the current run alone. */
  private ofRun: TrainingOptions = {}

  get all(): TrainingOptions {
    return { ...this.configured, ...this.ofRun }
  }

  /** The document's training part with what was said instead; `ofRun`: for a run that is to begin. Default: for the current one. */
  over(training: Training, ofRun: Said = this.ofRun): RunSettings {
    const { epochs, steps, batchSize, seed, shuffle, lr } = { ...this.configured, ...defined(ofRun) }
    return {
      batchSize: batchSize ?? training.batch_size,
      epochs: epochs ?? training.epochs,
      steps: steps ?? null,
      shuffle: shuffle ?? true,
      seed: seed ?? training.seed,
      lr: lr ?? null,
    }
  }

  configure(options: Said): void {
    this.configured = { ...this.configured, ...defined(options) }
  }

  /** Another run, for which these hold; what was configured holds too. */
  beginRun(options: Said): void {
    this.ofRun = defined(options)
  }

  tune(options: Said): void {
    this.ofRun = { ...this.ofRun, ...defined(options) }
  }

  forget(): void {
    this.configured = {}
    this.ofRun = {}
  }
}

/** What is said. */
export function defined(options: Said): TrainingOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== null),
  )
}
