/** How often a window's page may fail and be loaded again by itself: one that fails at once, again and again, asks a person. */

const MOST = 3
const WITHIN_MS = 60_000

export class Crashes {
  private times: number[] = []

  /** Notes one. → whether the page is loaded again. - `now`: in milliseconds, of a clock that only goes on */
  mayReload(now = performance.now()): boolean {
    this.times = [...this.times.filter((time) => now - time < WITHIN_MS), now]
    return this.times.length <= MOST
  }

  /** A person wants it loaded again. */
  forget(): void {
    this.times = []
  }
}
