/** When a training step begins with gradients of zero, and when it ends with a step of the optimiser. */
import type { Training } from '../../graph/document/document'

export class Accumulation {
  private readonly clears: boolean
  private readonly every: number

  /** `zero_grad` false: gradients are never set to zero; `accumulate`: the optimiser steps after so many batches. */
  constructor({ zero_grad: clears = true, accumulate: every = 1 }: Training) {
    this.clears = clears
    this.every = every
  }

  /** Whether gradients are set to zero before that batch, counted from 0; a run begins with none. */
  begins(batch: number): boolean {
    return batch === 0 || (this.clears && batch % this.every === 0)
  }

  /** Whether the optimiser steps after that batch. */
  ends(batch: number): boolean {
    return (batch + 1) % this.every === 0
  }

  /** Steps of the optimiser in so many batches. */
  stepsIn(batches: number): number {
    return Math.floor(batches / this.every)
  }

  /** Whether gradients of earlier batches count in the next one, so that they are part of where a run stands. */
  holds(batches: number): boolean {
    return !this.begins(batches)
  }
}
