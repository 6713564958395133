const SIZE = 624
const SHIFT = 397

/** All that decides the numbers to come. */
export interface TwisterState {
  /** 624 numbers, which nobody changes. */
  readonly block: Uint32Array
  /** The place of the next number in the block; 624: a new block comes first. */
  readonly next: number
}

/**
 * The Mersenne Twister MT19937, the generator behind PyTorch's CPU random numbers.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform pseudo-random number
 * generator", 1998.
 */
export class MersenneTwister {
  private block: Uint32Array = new Uint32Array(SIZE)
  private next = SIZE
  /** Somebody else has the block too: the next one needs memory of its own. */
  private shared = false

  constructor(seed: number) {
    this.seed(seed)
  }

  /** Starts the sequence of a seed; only its lowest 32 bits count, as in PyTorch. */
  seed(seed: number): void {
    const block = new Uint32Array(SIZE)
    block[0] = seed >>> 0
    for (let i = 1; i < SIZE; i++) {
      const previous = block[i - 1]!
      block[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i
    }
    this.block = block
    this.next = SIZE
    this.shared = false
  }

  /** The next number, uniform over 0 to 2³² − 1. */
  uint32(): number {
    if (this.next === SIZE) this.twist()
    return tempered(this.block[this.next++]!) >>> 0
  }

  /** Fills with the next numbers. */
  fill(values: Uint32Array): void {
    for (let done = 0; done < values.length;) {
      if (this.next === SIZE) this.twist()
      const { block, next } = this
      const count = Math.min(SIZE - next, values.length - done)
      for (let i = 0; i < count; i++) values[done + i] = tempered(block[next + i]!)
      this.next = next + count
      done += count
    }
  }

  /** Costs nothing, since every step of a run saves it: the block is copied when the next one is made. */
  save(): TwisterState {
    this.shared = true
    return { block: this.block, next: this.next }
  }

  restore({ block, next }: TwisterState): void {
    if (block.length !== SIZE || !(next >= 0 && next <= SIZE))
      throw new RangeError(
        `Expected a block of ${SIZE} numbers and a place in it, got ${block.length}, ${next}`,
      )
    this.block = block
    this.next = next
    this.shared = true
  }

  private twist(): void {
    const old = this.block
    const next = this.shared ? new Uint32Array(SIZE) : old
    // What lies SHIFT further on; behind the end of the old block that is the beginning of the new one.
    for (let i = 0; i < SIZE - SHIFT; i++) next[i] = old[i + SHIFT]! ^ mixed(old[i]!, old[i + 1]!)
    for (let i = SIZE - SHIFT; i < SIZE - 1; i++)
      next[i] = next[i + SHIFT - SIZE]! ^ mixed(old[i]!, old[i + 1]!)
    next[SIZE - 1] = next[SHIFT - 1]! ^ mixed(old[SIZE - 1]!, next[0]!)
    this.block = next
    this.shared = false
    this.next = 0
  }
}

/** Its bits, mixed so that they are distributed evenly. */
function tempered(number: number): number {
  let y = number
  y ^= y >>> 11
  y ^= (y << 7) & 0x9d2c5680
  y ^= (y << 15) & 0xefc60000
  return y ^ (y >>> 18)
}

/** The highest bit of one number with the others of the next, times the matrix of the generator. */
function mixed(one: number, next: number): number {
  return (((one & 0x80000000) | (next & 0x7fffffff)) >>> 1) ^ (-(next & 1) & 0x9908b0df)
}
