/** How arrays of different shapes are laid over each other, as in NumPy: from the last dimension, 1 stretches. */
import { told } from '../../../../words/tell'
import type { DType } from '../../../types/dims'
import { stridesOf } from '../items'
import type { Site } from '../site'
import { Unsupported } from '../values'

export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Room for the values of a result. Errors: a reading works out only so many. */
export function roomFor(site: Site, dtype: DType, count: number): Float32Array | Float64Array {
  if (!site.reading.spend(count))
    throw new Unsupported(told('onnx.too_much_folded', 'working it out takes too many values'))
  return dtype === 'float32' ? new Float32Array(count) : new Float64Array(count)
}

/** Undefined where two sizes differ and neither is 1. */
export function broadcastOf(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length))
  const result: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1).filter((size) => size !== 1)
    const [size = 1] = sizes
    if (sizes.some((each) => each !== size)) return undefined
    result.push(size)
  }
  return result
}

/** For each place in an array of shape `to`, the place in one of shape `from` that is laid over it. */
export function placesIn(from: readonly number[], to: readonly number[]): (index: number) => number {
  const count = countOf(from)
  if (count === 1) return () => 0
  if (count === countOf(to)) return (index) => index
  const lead = to.length - from.length
  const own = stridesOf(from)
  const whole = stridesOf(to)
  const steps = to.map((_, axis) => ((from[axis - lead] ?? 1) === 1 ? 0 : (own[axis - lead] ?? 0)))
  return (index) => {
    let place = 0
    let rest = index
    for (let axis = 0; axis < steps.length; axis++) {
      const stride = whole[axis] ?? 1
      const at = Math.floor(rest / stride)
      rest -= at * stride
      place += at * (steps[axis] ?? 0)
    }
    return place
  }
}

/** An axis of an array of that rank, counted from the front. Errors: it has no such axis. */
export function axisIn(axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis
  if (Number.isInteger(place) && place >= 0 && place < Math.max(rank, 1)) return place
  throw new Unsupported(told('onnx.no_axis', 'it names dimension {{axis}} of {{rank}}', { axis, rank }))
}

/** An array as rows along an axis: `outer` × `size` × `inner` places. */
export function alongAxis(shape: readonly number[], axis: number) {
  return {
    outer: countOf(shape.slice(0, axis)),
    size: shape[axis] ?? 1,
    inner: countOf(shape.slice(axis + 1)),
  }
}
