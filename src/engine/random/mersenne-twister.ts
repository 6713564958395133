const SIZE = 624
const SHIFT = 397

/**
 * The Mersenne Twister MT19937, the generator behind PyTorch's CPU random numbers.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
 * generator", 1998.
 */
export class MersenneTwister {
  private state = new Uint32Array(SIZE)
  private next = SIZE

  constructor(seed: number) {
    this.seed(seed)
  }

  /** Starts the sequence of a seed; only its lowest 32 bits count, as in PyTorch. */
  seed(seed: number): void {
    this.state[0] = seed >>> 0
    for (let i = 1; i < SIZE; i++) {
      const previous = this.state[i - 1]!
      this.state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i
    }
    this.next = SIZE
  }

  /** The next number, uniform over 0 to 2³² − 1. */
  uint32(): number {
    if (this.next === SIZE) this.twist()
    let y = this.state[this.next++]!
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    return (y ^ (y >>> 18)) >>> 0
  }

  /** The state as 625 numbers: the block and the place in it. Every step saves it, so it is copied as a block. */
  save(): Uint32Array {
    const saved = new Uint32Array(SIZE + 1)
    saved.set(this.state)
    saved[SIZE] = this.next
    return saved
  }

  restore(saved: Uint32Array): void {
    if (saved.length !== SIZE + 1)
      throw new RangeError(`Expected a state of ${SIZE + 1} numbers, got ${saved.length}`)
    this.state = saved.slice(0, SIZE)
    this.next = saved[SIZE]!
  }

  private twist(): void {
    const { state } = this
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff)
      state[i] = state[(i + SHIFT) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0)
    }
    this.next = 0
  }
}
