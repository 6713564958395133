/** When an engine that died is started again. */

export interface RestartLimits {
  /** Deaths within `windowMs` after which no more is tried. */
  deaths: number
  windowMs: number
  /** Pause before the first restart; it doubles with every death in the window. */
  firstPauseMs: number
}

export const RESTART_LIMITS: RestartLimits = { deaths: 5, windowMs: 60_000, firstPauseMs: 250 }

/** Counts deaths: the pause before the next start, or null when there were too many in a row. */
export class RestartPolicy {
  private readonly limits: RestartLimits
  private deaths: number[] = []

  constructor(limits: RestartLimits = RESTART_LIMITS) {
    this.limits = limits
  }

  /** - `now`: milliseconds of a clock that only goes forward. */
  died(now: number): number | null {
    this.deaths = [...this.deaths.filter((time) => now - time < this.limits.windowMs), now]
    if (this.deaths.length >= this.limits.deaths) return null
    return this.limits.firstPauseMs * 2 ** (this.deaths.length - 1)
  }

  forget(): void {
    this.deaths = []
  }
}
