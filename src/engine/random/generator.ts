import { MersenneTwister } from './mt19937'

/** A source of random numbers: the same seed gives the numbers that PyTorch's CPU generator gives. */
export class Generator {
  private twister: MersenneTwister
  /** The second of a pair of normal numbers, drawn together with the first. */
  private spare: number | null = null

  /** @param seed A whole number; the lower 32 bits count. Default: random. */
  constructor(seed: number = Math.floor(Math.random() * 2 ** 32)) {
    this.twister = new MersenneTwister(seed)
  }

  /** Begins anew. */
  manualSeed(seed: number): this {
    this.twister = new MersenneTwister(seed)
    this.spare = null
    return this
  }

  /** 32 random bits. */
  random(): number {
    return this.twister.next()
  }

  /** A number in [from, to) with the 24 bits of a float's fraction. */
  uniform(from = 0, to = 1): number {
    const x = (this.random() & 0xffffff) * 2 ** -24
    return Math.fround(Math.fround(x * Math.fround(to - from)) + Math.fround(from))
  }

  /** A number in [0, 1) with 53 random bits. */
  uniformDouble(): number {
    const high = this.random()
    const low = this.random()
    return ((high & 0x1fffff) * 2 ** 32 + low) * 2 ** -53
  }

  /** A normal number with mean 0 and deviation 1, by the method of Box and Muller. */
  normal(): number {
    if (this.spare !== null) {
      const { spare } = this
      this.spare = null
      return spare
    }
    const first = this.uniformDouble()
    const second = this.uniformDouble()
    const radius = Math.sqrt(-2 * Math.log1p(-second))
    const angle = 2 * Math.PI * first
    this.spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** Fills with uniform numbers in [from, to). */
  fillUniform(values: Float32Array, from = 0, to = 1): Float32Array {
    for (let i = 0; i < values.length; i++) values[i] = this.uniform(from, to)
    return values
  }

  /** Fills with normal numbers; from 16 values on in blocks, as PyTorch does. */
  fillNormal(values: Float32Array, mean = 0, std = 1): Float32Array {
    const { length } = values
    if (length < BLOCK) {
      for (let i = 0; i < length; i++) values[i] = this.normal() * std + mean
      return values
    }
    this.fillUniform(values)
    for (let start = 0; start < length - BLOCK + 1; start += BLOCK) boxMuller(values, start, mean, std)
    if (length % BLOCK !== 0) {
      this.fillUniform(values.subarray(length - BLOCK))
      boxMuller(values, length - BLOCK, mean, std)
    }
    return values
  }

  /** The numbers 0 to n − 1 in random order. */
  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i)
    for (let i = 0; i < n - 1; i++) {
      const other = i + (this.random() % (n - i))
      const swapped = order[i]!
      order[i] = order[other]!
      order[other] = swapped
    }
    return order
  }

  /** A whole number in [low, high). */
  integer(low: number, high: number): number {
    return low + (this.random() % (high - low))
  }
}

const BLOCK = 16

function boxMuller(values: Float32Array, start: number, mean: number, std: number): void {
  for (let i = start; i < start + BLOCK / 2; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - values[i]!))
    const angle = 2 * Math.PI * values[i + BLOCK / 2]!
    values[i] = radius * Math.cos(angle) * std + mean
    values[i + BLOCK / 2] = radius * Math.sin(angle) * std + mean
  }
}

const standard = new Generator()

/** The generator used where none is given. */
export function defaultGenerator(): Generator {
  return standard
}

/** Seeds the default generator, as `torch.manual_seed`. */
export function manualSeed(seed: number): Generator {
  return standard.manualSeed(seed)
}
