/** Steps that are timed in turns with those of an engine that computes with another number of threads. */
import type { Executor } from '../executor/executor'
import type { ParameterInfo, TrialResult } from '../protocol'
import type { BatchSource } from './batch-source'
import type { PassScene } from './passes'
import { TrainingRun } from './training-run'
import type { RunSettings, RunUnit } from './training-run'

/** A run that takes less, in milliseconds, would be over before a choice has paid. */
const LONG_RUN = 60_000
/** In a step that takes less, in milliseconds, there is nothing to share between threads; in one that takes more there is enough. */
const SHORT_STEP = 0.3
const LONG_STEP = 20
/** A net with more numbers has products that are worth sharing, and is not to be held twice. */
const MOST_NUMBERS = 4e6
/** Steps until a graph of one has run, and one more, if they take no longer than so many milliseconds. */
const FIRST_STEPS = 4
const FIRST_TIME = 1500
/** No run has so many steps. */
const ENDLESS = 1e12

/** Times steps of a net that is there as long as nothing else is asked. */
export class Trials {
  private steps: TrialSteps | null = null

  /** - `milliseconds`: 0 takes no step, and finds out whether it may pay. Errors: no samples; what training refuses. */
  async time(
    { executor, slots, samples, settings }: PassScene,
    parameters: readonly ParameterInfo[],
    milliseconds: number,
  ): Promise<TrialResult> {
    if (!this.steps) {
      const { train } = await samples.for(slots)
      const count = settings.steps ?? settings.epochs * Math.ceil(train.count / settings.batchSize)
      if (!pays(count, LONG_STEP) || numbersIn(parameters) > MOST_NUMBERS) return { ms: null }
      if (milliseconds === 0) return { ms: 0 }
      this.steps = new TrialSteps(executor, settings, train)
      if (!pays(count, this.steps.first())) this.end()
    }
    return { ms: this.steps?.median(milliseconds) ?? null }
  }

  end(): void {
    this.steps?.close()
    this.steps = null
  }
}

/** Whether so many steps of so many milliseconds may be quicker with another number of threads, and are long enough to find out. */
export function pays(count: number, step: number): boolean {
  return step >= SHORT_STEP && step <= LONG_STEP && count * step >= LONG_RUN
}

function numbersIn(parameters: readonly ParameterInfo[]): number {
  return parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
}

/** Steps of another net of the same plan, so that nothing is left of them when it is closed. */
class TrialSteps {
  private readonly spare: Executor
  private readonly units: Generator<RunUnit, void, void>

  constructor(executor: Executor, settings: RunSettings, train: BatchSource) {
    this.spare = executor.spare()
    try {
      const endless = { ...settings, steps: ENDLESS }
      this.units = new TrainingRun(this.spare, endless, { train, heldOut: null }, () => 'nothing').units()
    } catch (error) {
      this.spare.close()
      throw error
    }
  }

  /** → the milliseconds of the quickest of the first few */
  first(): number {
    const start = performance.now()
    const times = [this.next()]
    while (times.length < FIRST_STEPS && performance.now() - start < FIRST_TIME) times.push(this.next())
    return Math.min(...times)
  }

  /** Takes steps for so many milliseconds. → those of the median one */
  median(milliseconds: number): number {
    const times: number[] = []
    for (let left = milliseconds; left > 0; left -= times.at(-1)!) times.push(this.next())
    return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!
  }

  close(): void {
    this.spare.close()
  }

  /** → the milliseconds of the next step */
  private next(): number {
    for (;;) {
      const start = performance.now()
      const { value } = this.units.next()
      if (value?.kind === 'step') return performance.now() - start
    }
  }
}
