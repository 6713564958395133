/** Reads a tensor's values where they lie, without turning them into row-major order first. */
import { backend } from '../backend/index'
import type { Handle } from '../backend/types'
import { release } from '../core/storage'
import { physicalShape, placeOf } from '../core/layout'
import type { Layout } from '../core/layout'
import type { Tensor } from '../core/tensor'
import type { ProbeView } from '../protocol'
import { partShown } from './picture'
import type { StridedValues } from './picture'

/** The values of any dtype as float32, in the order in which they lie in memory. */
export function valuesOf(handle: Handle): Float32Array {
  const values = backend.read(handle)
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

/** All values of a tensor, which were read already. */
export function wholeOf({ shape, layout, handle }: Tensor, values: Float32Array): StridedValues {
  return { values, shape, strides: stridesOf(handle.shape, shape.length, layout) }
}

/** Reads only what the picture for a view is made from. */
export function readPart({ shape, layout, handle }: Tensor, view: ProbeView): StridedValues {
  const { begin, size } = partShown(shape, view)
  const part = backend.slice(handle, physicalShape(begin, layout), physicalShape(size, layout))
  try {
    const strides = stridesOf(part.shape, shape.length, layout)
    const origin = begin.reduce((at, index, dim) => at + index * strides[dim]!, 0)
    return { values: valuesOf(part), shape, strides, origin }
  } finally {
    release(part)
  }
}

/** How far apart neighbours along each dimension lie in memory of a physical shape. */
export function stridesOf(physical: readonly number[], rank: number, layout: Layout): number[] {
  const strides = physical.map((_, place) => physical.slice(place + 1).reduce((a, b) => a * b, 1))
  return Array.from({ length: rank }, (_, dim) => strides[placeOf(dim, layout)]!)
}
