/** Pictures that pages have drawn: few at once, and each can be given up. */

/** Each takes a processor, and memory for its pixels. */
const MOST_AT_ONCE = 2

export class Drawings {
  private readonly stops = new Map<string, Set<AbortController>>()
  private readonly waiting: (() => void)[] = []
  private atWork = 0

  /** Does the work when it is its turn. - `whose`: by which it is stopped; `work` looks at the signal itself */
  async add<T>(whose: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController()
    const stops = this.stops.get(whose) ?? new Set()
    this.stops.set(whose, stops.add(stop))
    try {
      await this.turn()
      return await work(stop.signal)
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.atWork--
      stops.delete(stop)
      if (stops.size === 0) this.stops.delete(whose)
    }
  }

  /** Gives up what is drawn, and what waits to be. */
  stop(whose: string): void {
    for (const stop of this.stops.get(whose) ?? []) stop.abort()
  }

  private async turn(): Promise<void> {
    if (this.atWork >= MOST_AT_ONCE) await new Promise<void>((go) => this.waiting.push(go))
    else this.atWork++
  }
}
