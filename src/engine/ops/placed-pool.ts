/** Poolings that also say where each largest value stands, whatever their windows; and the way back to those places. */
import { backend } from '../backend'
import { record } from '../core/record'
import { numel, type Shape } from '../core/shape'
import { fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { raw2 } from './arithmetic'
import { argmax } from './reduce'
import { reshapeRaw } from './view'

/** Windows over the planes of a tensor, of the last dimensions. */
export interface PlacedWindows {
  /** The lengths of the output. */
  output: Shape
  /** The places of a plane that each window sees, window after window, all with as many. */
  places: Int32Array
  /** Whether each plane has windows of its own, one plane after another. */
  apart?: boolean
}

/** Places of a direction that each window of it sees, each with as many. */
export type AxisPlaces = readonly (readonly number[])[]

/** The windows of several directions at once, places counted row by row in a plane of those lengths. */
export function windowPlaces(axes: readonly AxisPlaces[], lengths: Shape): number[] {
  const together = (at: readonly (readonly number[])[]): number[] =>
    at.reduce<number[]>(
      (before, places, axis) =>
        before.flatMap((place) => places.map((next) => place * lengths[axis]! + next)),
      [0],
    )
  const windows = axes.reduce<(readonly number[])[][]>(
    (before, axis) => before.flatMap((outer) => axis.map((places) => [...outer, places])),
    [[]],
  )
  return windows.flatMap(together)
}

/**
 * The largest value of each window, and its place in its plane; of equals the first. The gradient goes to that place.
 *
 * @param name What PyTorch calls the operation on the tape.
 * Shape: (*, planes) → values and int64 places, (*, output).
 */
export function placedMaxPool(name: string, x: Tensor, windows: PlacedWindows): [Tensor, Tensor] {
  const { output, places, apart = false } = windows
  const rank = output.length
  const lead = x.shape.slice(0, -rank)
  const [planes, size, count] = [numel(lead), numel(x.shape.slice(-rank)), numel(output)]
  // Where each plane has windows of its own, all planes are one row.
  const [rows, cells] = apart ? [1, planes * count] : [planes, count]
  const [length, window] = [(planes * size) / rows, places.length / cells]
  const seen = apart ? places.map((place, i) => place + Math.floor(i / (count * window)) * size) : places
  const table = fromValues(seen, [cells * window], 'int64')
  const flat = reshapeRaw(inLayout(x, null), [planes * size])
  const row = reshapeRaw(flat, [rows, length])
  const patches = fromHandle(backend.gather(row.handle, table.handle, 1), [rows, cells * window])
  const largest = argmax(reshapeRaw(patches, [rows, cells, window]), 2)
  const inRow = pick(table, raw2('Add', largest, multiples(window, [1, cells])), [rows, cells])
  const at = raw2('Add', inRow, multiples(length, [rows, 1]))
  const inPlane = apart ? raw2('Sub', reshapeRaw(at, [planes, count]), multiples(size, [planes, 1])) : inRow
  const result = record(name, [x], pick(flat, at, [...lead, ...output]), (grad) => {
    const given = reshapeRaw(inLayout(grad, null), [planes * count])
    const where = reshapeRaw(at, [planes * count])
    const sums = fromHandle(backend.segmentSum(given.handle, where.handle, planes * size), [planes * size])
    return [reshapeRaw(sums, x.shape)]
  })
  return [result, reshapeRaw(inPlane, [...lead, ...output])]
}

/** 0, step, 2·step, … */
function multiples(step: number, shape: Shape): Tensor {
  return fromValues(
    Int32Array.from({ length: numel(shape) }, (_, i) => i * step),
    shape,
    'int64',
  )
}

function pick(flat: Tensor, places: Tensor, shape: Shape): Tensor {
  const at = reshapeRaw(places, [places.numel()])
  return reshapeRaw(fromHandle(backend.gather(flat.handle, at.handle, 0), [at.numel()]), shape)
}

/**
 * Values put back where they stood, and 0 everywhere else; the gradient comes back from there.
 *
 * Shape: x and int64 places of its shape, (*, pooled) → (*, output).
 * Errors: places of another shape or dtype, or outside of the output.
 */
export function maxUnpool(x: Tensor, indices: Tensor, output: Shape): Tensor {
  const rank = output.length
  const lead = x.shape.slice(0, -rank)
  const [planes, size, count] = [numel(lead), numel(output), numel(x.shape.slice(-rank))]
  const given = inLayout(indices, null).data()
  const places = new Int32Array(given.length)
  // Of several values for one place the last stays.
  const sources = new Int32Array(planes * size).fill(x.numel())
  given.forEach((place, i) => {
    if (place < 0 || place >= size) throw outside(place, output)
    places[i] = Math.floor(i / count) * size + place
    sources[places[i]] = i
  })
  const flat = reshapeRaw(inLayout(x, null), [x.numel()])
  const zero = fromValues(new Float32Array(1), [1], 'float32')
  const padded = fromHandle(backend.concat([flat.handle, zero.handle], 0), [x.numel() + 1])
  const from = fromValues(sources, [planes * size], 'int64')
  const at = fromValues(places, [x.numel()], 'int64')
  const name = rank === 3 ? 'MaxUnpool3DBackward0' : 'MaxUnpool2DBackward0'
  return record(name, [x], pick(padded, from, [...lead, ...output]), (grad) => [
    pick(reshapeRaw(inLayout(grad, null), [planes * size]), at, x.shape),
  ])
}

/** PyTorch sees a signal as an image of one column. */
function outside(place: number, output: Shape): RuntimeError {
  const sizes = output.length === 1 ? [...output, 1] : output
  return new RuntimeError(
    `Found an invalid max index: ${place} (output volumes are of size ${sizes.join('x')})`,
  )
}
