const LENGTH = 624
const SHIFT = 397

/** The Mersenne twister MT19937 (Matsumoto and Nishimura, 1998), seeded as PyTorch's CPU generator. */
export class MersenneTwister {
  private readonly state = new Uint32Array(LENGTH)
  private at = LENGTH

  constructor(seed: number) {
    this.state[0] = seed >>> 0
    for (let i = 1; i < LENGTH; i++) {
      const before = this.state[i - 1]!
      this.state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i
    }
  }

  /** The next 32 random bits. */
  next(): number {
    if (this.at === LENGTH) this.refill()
    let bits = this.state[this.at++]!
    bits ^= bits >>> 11
    bits ^= (bits << 7) & 0x9d2c5680
    bits ^= (bits << 15) & 0xefc60000
    bits ^= bits >>> 18
    return bits >>> 0
  }

  /** A copy that goes on from the same place. */
  clone(): MersenneTwister {
    const copy = new MersenneTwister(0)
    copy.state.set(this.state)
    copy.at = this.at
    return copy
  }

  private refill(): void {
    const { state } = this
    for (let i = 0; i < LENGTH; i++) {
      const mixed = (state[i]! & 0x80000000) | (state[(i + 1) % LENGTH]! & 0x7fffffff)
      state[i] = state[(i + SHIFT) % LENGTH]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
    }
    this.at = 0
  }
}
