import { MersenneTwister } from './mersenne-twister'
import type { TwisterState } from './mersenne-twister'

const TWO_PI = 2 * Math.PI
const BLOCK = 16
/** So many values are drawn at once. */
const PIECE = 1024
const drawn = new Uint32Array(2 * PIECE)

/** What {@link Generator.getState} gives: everything that decides the numbers to come. */
export interface GeneratorState {
  seed: number
  twister: TwisterState
  /** The second of a pair of normal numbers, drawn together with the first. */
  spare: number | null
}

/**
 * A source of random numbers that gives PyTorch's CPU numbers for the same seed and the same order of calls.
 *
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.Generator.html and ATen's CPU distributions.
 */
export class Generator {
  private twister = new MersenneTwister(5489)
  private spare: number | null = null
  private seedValue = 0

  /** @param seed A whole number; the lowest 32 bits count. Default: random. */
  constructor(seed = Math.floor(Math.random() * 2 ** 32)) {
    this.manualSeed(seed)
  }

  /** Starts again from a seed (an integer). Errors: a seed that is no integer. */
  manualSeed(seed: number): this {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`manual_seed expected an integer, but got ${seed}`)
    this.seedValue = seed
    // The lowest 32 bits, also of a seed beyond 32 bits or below zero.
    this.twister.seed(Number(BigInt.asUintN(32, BigInt(seed))))
    this.spare = null
    return this
  }

  initialSeed(): number {
    return this.seedValue
  }

  getState(): GeneratorState {
    return { seed: this.seedValue, twister: this.twister.save(), spare: this.spare }
  }

  setState(state: GeneratorState): void {
    this.seedValue = state.seed
    this.twister.restore(state.twister)
    this.spare = state.spare
  }

  /** A whole number, uniform over 0 to 2³² − 1. */
  uint32(): number {
    return this.twister.uint32()
  }

  /** A number in [from, to) with the 24 random bits of a float32's fraction. */
  uniform(from = 0, to = 1): number {
    const low = Math.fround(from)
    const range = Math.fround(Math.fround(to) - low)
    return uniformOf(this.uint32(), low, range)
  }

  /** A number in [0, 1) with 53 random bits. */
  uniformDouble(): number {
    const high = this.uint32()
    const low = this.uint32()
    return ((high & 0x1fffff) * 0x100000000 + low) / 2 ** 53
  }

  /** A normal number with mean 0 and deviation 1, by the method of Box and Muller. */
  normal(): number {
    if (this.spare !== null) {
      const { spare } = this
      this.spare = null
      return spare
    }
    const angle = TWO_PI * this.uniformDouble()
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniformDouble()))
    this.spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Fills with uniform numbers in [from, to). */
  fillUniform(values: Float32Array, from = 0, to = 1): Float32Array {
    const low = Math.fround(from)
    const range = Math.fround(Math.fround(to) - low)
    for (let start = 0; start < values.length; start += PIECE) {
      const count = Math.min(PIECE, values.length - start)
      const words = this.draw(count)
      for (let i = 0; i < count; i++) values[start + i] = uniformOf(words[i]!, low, range)
    }
    return values
  }

  /** Fills with `yes` where a number of {@link uniformDouble} is below `p`, and with 0 elsewhere. */
  fillBernoulli(values: Float32Array, p: number, yes: number): Float32Array {
    // Two words a number: only where the high ones are the same do the low ones decide. The sign says which is smaller, as a processor
    // cannot foresee which way a branch goes here.
    const threshold = p * 2 ** 53
    const high = Math.floor(threshold / 2 ** 32)
    const low = threshold - high * 2 ** 32
    for (let start = 0; start < values.length; start += PIECE) {
      const count = Math.min(PIECE, values.length - start)
      const words = this.draw(2 * count)
      for (let i = 0; i < count; i++) {
        const own = words[2 * i]! & 0x1fffff
        const below = own === high ? Number(words[2 * i + 1]! < low) : (own - high) >>> 31
        values[start + i] = below * yes
      }
    }
    return values
  }

  /** The next numbers of 32 bits, until it is called again. */
  private draw(count: number): Uint32Array {
    const words = drawn.subarray(0, count)
    this.twister.fill(words)
    return words
  }

  /** Fills with normal numbers; from 16 values on in blocks, as ATen does. */
  fillNormal(values: Float32Array, mean = 0, std = 1): Float32Array {
    const { length } = values
    if (length < BLOCK) {
      for (let i = 0; i < length; i++) values[i] = this.normal() * std + mean
      return values
    }
    this.fillUniform(values)
    for (let start = 0; start + BLOCK <= length; start += BLOCK) boxMuller(values, start, mean, std)
    if (length % BLOCK !== 0) {
      // The last block is drawn anew, over some values that are done already.
      this.fillUniform(values.subarray(length - BLOCK))
      boxMuller(values, length - BLOCK, mean, std)
    }
    return values
  }

  /** A seed for another generator; advances this one as PyTorch's `empty((), dtype=int64).random_()` does. */
  drawSeed(): number {
    const high = this.uint32() & 0x1fffff
    return high * 2 ** 32 + this.uint32()
  }

  /** A whole number in [low, high). */
  integer(low: number, high: number): number {
    if (!(low < high))
      throw new RangeError(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`)
    return low + (this.uint32() % (high - low))
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
}

/** From the lowest 24 bits; rounded once, as the fused multiply-add that PyTorch's build uses. */
function uniformOf(word: number, low: number, range: number): number {
  return Math.fround(((word & 0xffffff) / 0x1000000) * range + low)
}

function boxMuller(values: Float32Array, start: number, mean: number, std: number): void {
  const half = BLOCK / 2
  for (let i = start; i < start + half; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i]!))
    const angle = TWO_PI * values[i + half]!
    values[i] = radius * Math.cos(angle) * std + mean
    values[i + half] = radius * Math.sin(angle) * std + mean
  }
}

/** The generator that initialisation, dropout and the random constructors use. */
export const defaultGenerator = new Generator()

/** Seeds the default generator, as `torch.manual_seed`. */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed)
}
