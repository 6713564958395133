/**
 * A small generator for drawing data sets (sfc32): fast, and started from two numbers, so that sample k depends on
 * nothing but the seed and k. PyTorch's own generator, for initialisation, dropout and shuffling, is in `../random`.
 * Source: Chris Doty-Humphrey, PractRand (sfc32).
 */
export class SeededRandom {
  private a: number
  private b: number
  private c: number
  private counter = 1

  /** Starts stream `stream` of seed `seed` (whole numbers, 0 to 2⁵³). */
  constructor(seed: number, stream: number) {
    this.a = seed | 0
    this.b = stream | 0
    this.c = (Math.floor(seed / 2 ** 32) * 0x9e3779b1 + Math.floor(stream / 2 ** 32)) | 0
    for (let i = 0; i < 15; i++) this.bits()
  }

  /** 32 random bits, as a signed integer. */
  private bits(): number {
    const result = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (((this.c << 21) | (this.c >>> 11)) + result) | 0
    return result
  }

  /** Uniform in [low, high). */
  uniform(low: number, high: number): number {
    return low + ((this.bits() >>> 0) / 2 ** 32) * (high - low)
  }

  /** A whole number, 0 to `limit - 1`. */
  below(limit: number): number {
    return Math.floor(this.uniform(0, limit))
  }

  /** About normal with mean 0 and standard deviation 1: the sum of four uniforms, within ±3.46. */
  normal(): number {
    const sum = this.uniform(-1, 1) + this.uniform(-1, 1) + this.uniform(-1, 1) + this.uniform(-1, 1)
    return sum * 0.8660254037844386
  }
}
