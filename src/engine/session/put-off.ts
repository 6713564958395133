/** What is looked at when training rests: answers come before pictures. */

/** It waits for so many milliseconds without a command. */
const QUIET = 15

/** Work that waits until no command has come for a moment; new work takes the place of what waits. */
export class PutOff {
  private waiting: (() => void) | null = null

  /** `later`: does what no answer waits for, in so many milliseconds; left out, it is done at once. */
  constructor(private readonly later?: (work: () => void, milliseconds: number) => void) {}

  get waits(): boolean {
    return this.waiting !== null
  }

  whenFree(work: () => void, milliseconds = QUIET): void {
    this.waiting = work
    const still = (): void => {
      if (this.waiting === work) this.now()
    }
    if (this.later) this.later(still, milliseconds)
    else still()
  }

  /** Does at once what waits: to be called before anything that asks what flowed. */
  now(): void {
    const { waiting } = this
    this.waiting = null
    waiting?.()
  }

  drop(): void {
    this.waiting = null
  }
}
