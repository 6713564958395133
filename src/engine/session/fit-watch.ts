/** Draws what the net says of its whole input space from time to time while it trains, where that can be drawn. */
import type { Executor } from '../executor/executor'
import type { Fit } from '../protocol'
import type { FitDrawing } from './fit-drawing'
import { lineFit } from './line-fit'
import { planeFit } from './plane-fit'
import type { Samples } from './sample-store'

/** At most 10 a second, in milliseconds. */
const INTERVAL = 100
/** A drawing may take this share of the time. */
const SHARE = 0.03

export class FitWatch {
  private readonly draw: FitDrawing
  /** When the next one is due. */
  private due = 0
  private step = 0

  private constructor(draw: FitDrawing) {
    this.draw = draw
  }

  /** A watch for a regression of one feature or a classification of two; else null. */
  static for(executor: Executor, samples: Samples): FitWatch | null {
    const drawing = lineFit(executor, samples) ?? planeFit(executor, samples)
    return drawing && new FitWatch(drawing)
  }

  /** What is drawn after a step, where it is due. */
  afterStep(step: number): Fit | null {
    this.step = step
    return performance.now() >= this.due ? this.last() : null
  }

  /** It as it stands. */
  last(): Fit | null {
    const start = performance.now()
    const fit = this.draw(this.step)
    const end = performance.now()
    this.due = end + Math.max(INTERVAL, (end - start) / SHARE)
    return fit
  }
}
