/** Random numbers of one case, the same for the same seed and case. */
export class Random {
  private state: number

  constructor(seed: number, index: number) {
    this.state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0
  }

  /** From 0 to 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from `low` to `high`, both possible. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!
  }

  shape(minRank: number, maxRank: number, longest = 6): number[] {
    return Array.from({ length: this.int(minRank, maxRank) }, () => this.int(1, longest))
  }

  /** Of single precision, from `low` to `high`; some are zero, and the magnitudes spread. */
  floats(size: number, low = -3, high = 3): Float32Array {
    return Float32Array.from({ length: size }, () => {
      if (low <= 0 && high >= 0 && this.chance(0.05)) return 0
      const value = low + (high - low) * this.next()
      return low <= 0 && high >= 0 && this.chance(0.2) ? value * 1e-3 : value
    })
  }

  /** Whole numbers, of which many are equal. */
  ints(size: number, low = -9, high = 9): Int32Array {
    return Int32Array.from({ length: size }, () => this.int(low, high))
  }

  bools(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => this.int(0, 1))
  }

  /** `0` to `size - 1` in random order. */
  order(size: number): number[] {
    const order = Array.from({ length: size }, (_, i) => i)
    for (let i = size - 1; i > 0; i--) {
      const j = this.int(0, i)
      const [a, b] = [order[i]!, order[j]!]
      order[i] = b
      order[j] = a
    }
    return order
  }
}
