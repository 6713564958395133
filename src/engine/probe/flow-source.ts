/** Reads a tensor's values where they lie, without turning them into row-major order first. */
import { backend } from '../backend/index'
import { placeOf } from '../core/layout'
import type { Tensor } from '../core/tensor'

/** The values of any dtype as float32, in the order in which they lie in memory. */
export function valuesOf(tensor: Tensor): Float32Array {
  const values = backend.read(tensor.handle)
  return values instanceof Float32Array ? values : Float32Array.from(values)
}

/** How far apart neighbours along each dimension lie in memory. */
export function stridesOf(tensor: Tensor): number[] {
  const { shape } = tensor.handle
  const strides = shape.map((_, place) => shape.slice(place + 1).reduce((a, b) => a * b, 1))
  return tensor.shape.map((_, dim) => strides[placeOf(dim, tensor.layout)]!)
}
