import { MersenneTwister } from './mersenne-twister'

const TWO_PI = 2 * Math.PI

/** What {@link Generator.getState} gives: everything that decides the numbers to come. */
export interface GeneratorState {
  seed: number
  twister: Uint32Array
  nextNormal: number | null
}

/**
 * A source of random numbers that gives PyTorch's CPU numbers for the same seed and the same order of calls.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Generator.html and ATen's CPU distributions.
 */
export class Generator {
  private twister = new MersenneTwister(5489)
  private nextNormal: number | null = null
  private seedValue = 0

  constructor(seed = 0) {
    this.manualSeed(seed)
  }

  /** Starts again from a seed (an integer). Errors: a seed that is no integer. */
  manualSeed(seed: number): this {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`manual_seed expected an integer, but got ${seed}`)
    this.seedValue = seed
    // The lowest 32 bits, also of a seed beyond 32 bits or below zero.
    this.twister.seed(Number(BigInt.asUintN(32, BigInt(seed))))
    this.nextNormal = null
    return this
  }

  initialSeed(): number {
    return this.seedValue
  }

  getState(): GeneratorState {
    return { seed: this.seedValue, twister: this.twister.save(), nextNormal: this.nextNormal }
  }

  setState(state: GeneratorState): void {
    this.seedValue = state.seed
    this.twister.restore(state.twister)
    this.nextNormal = state.nextNormal
  }

  /** A whole number, uniform over 0 to 2³² − 1. */
  uint32(): number {
    return this.twister.uint32()
  }

  /** `count` float32 numbers, uniform over [from, to): 24 random bits each. */
  uniform(count: number, from = 0, to = 1): Float32Array {
    const low = Math.fround(from)
    const range = Math.fround(Math.fround(to) - low)
    const values = new Float32Array(count)
    // Rounded once, as the fused multiply-add that PyTorch's build uses.
    for (let i = 0; i < count; i++) values[i] = this.uniform24() * range + low
    return values
  }

  /** `count` float32 numbers of the normal distribution; ATen's two Box-Muller forms, below and from 16 values on. */
  normal(count: number, mean = 0, std = 1): Float32Array {
    if (count >= 16) return this.normalBlocks(count, mean, std)
    return Float32Array.from({ length: count }, () => this.normalDouble() * std + mean)
  }

  /** `count` whole numbers, uniform over [low, high). */
  integers(count: number, low: number, high: number): Int32Array {
    const range = high - low
    if (!(range > 0))
      throw new RangeError(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`)
    return Int32Array.from({ length: count }, () => (this.uint32() % range) + low)
  }

  /** A random permutation of 0 to n − 1, as `torch.randperm(n)`. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i)
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.uint32() % (n - i))
      const held = order[i]!
      order[i] = order[j]!
      order[j] = held
    }
    return order
  }

  private uniform24(): number {
    return (this.uint32() & 0xffffff) / 0x1000000
  }

  private uniform53(): number {
    const high = this.uint32()
    const low = this.uint32()
    return ((high & 0x1fffff) * 0x100000000 + low) / 2 ** 53
  }

  private normalDouble(): number {
    if (this.nextNormal !== null) {
      const value = this.nextNormal
      this.nextNormal = null
      return value
    }
    const angle = TWO_PI * this.uniform53()
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()))
    this.nextNormal = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  private normalBlocks(count: number, mean: number, std: number): Float32Array {
    const values = this.uniform(count)
    for (let start = 0; start + 16 <= count; start += 16) boxMuller16(values, start, mean, std)
    if (count % 16 !== 0) {
      // As ATen: the last 16 values are drawn anew, over some that are done already.
      values.set(this.uniform(16), count - 16)
      boxMuller16(values, count - 16, mean, std)
    }
    return values
  }
}

function boxMuller16(values: Float32Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + 8; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i]!))
    const angle = TWO_PI * values[i + 8]!
    values[i] = radius * Math.cos(angle) * std + mean
    values[i + 8] = radius * Math.sin(angle) * std + mean
  }
}

/** The generator that initialisation, dropout and the random constructors use. */
export const defaultGenerator = new Generator(0)

/** Seeds the default generator, as `torch.manual_seed`. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed)
}
