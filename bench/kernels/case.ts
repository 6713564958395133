import type { Backend, Handle, KernelData, KernelType } from '../../src/engine/backend/types'
import type { Random } from './random'

/** What a kernel should give, worked out in double precision. */
export interface Expected {
  readonly values: ArrayLike<number>
  /** What a difference is relative to: for a sum, the magnitudes of what was added. Default: the value. */
  readonly scale?: ArrayLike<number>
  readonly shape?: readonly number[]
  /** Nothing is rounded. */
  readonly exact?: boolean
}

export type Got = Handle | ArrayLike<number>

/** One call of the backend with random operands. */
export interface Case {
  /** Shapes and settings. */
  readonly text: string
  run(kit: Kit): readonly Got[]
  want(): readonly Expected[]
}

export type Generator = (random: Random) => Case

/** Makes handles and frees them after a case. */
export class Kit {
  private readonly made: Handle[] = []

  constructor(readonly backend: Backend) {}

  floats(values: Float32Array, shape: readonly number[]): Handle {
    return this.tensor(values, shape, 'float32')
  }

  ints(values: Int32Array, shape: readonly number[]): Handle {
    return this.tensor(values, shape, 'int32')
  }

  bools(values: Uint8Array, shape: readonly number[]): Handle {
    return this.tensor(values, shape, 'bool')
  }

  /** Copies: the backend takes an array over. */
  tensor(values: KernelData, shape: readonly number[], type: KernelType): Handle {
    return this.own(this.backend.create(values.slice(), shape, type))
  }

  own<T extends Handle>(handle: T): T {
    this.made.push(handle)
    return handle
  }

  read(handle: Handle): number[] {
    return Array.from(this.backend.read(handle), Number)
  }

  free(): void {
    for (const handle of this.made.splice(0)) this.backend.free(handle)
  }
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Every place of a shape, as indices, in the order in which the values lie. */
export function* placesOf(shape: readonly number[]): Iterable<number[]> {
  const place = shape.map(() => 0)
  for (let at = 0; at < sizeOf(shape); at++) {
    yield place
    for (let dim = shape.length - 1; dim >= 0; dim--) {
      if (++place[dim]! < shape[dim]!) break
      place[dim] = 0
    }
  }
}

/** The place of indices in memory. */
export function offsetOf(place: readonly number[], shape: readonly number[]): number {
  return place.reduce((offset, index, dim) => offset * shape[dim]! + index, 0)
}

/** One value for each place of `shape`. */
export function eachPlace(
  shape: readonly number[],
  value: (place: readonly number[]) => number,
): Float64Array {
  const values = new Float64Array(sizeOf(shape))
  let at = 0
  for (const place of placesOf(shape)) values[at++] = value(place)
  return values
}
