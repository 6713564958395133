/** What a file repeats for each sample, as many times as a batch has samples. */
import { BATCH } from '../../types/dims'
import type { Shape } from '../../types/dims'
import { told } from '../../../words/tell'
import { added } from './added'
import type { Making } from './making'
import { Unsupported } from './values'
import type { Wire } from './values'

/**
 * The wire repeated to `shape`, in which the batch is one size at most. Shape: `(1, C)` and [N, 4, C] give `(N, 4, C)`.
 * Errors: a size that is neither a number nor the batch; no input has a batch.
 */
export function overBatch(reading: Making, wire: Wire, shape: Shape): Wire {
  const { builder } = reading
  const own = wire.type?.shape ?? []
  const lead = shape.length - own.length
  if (shape.every((size, axis) => size === own[axis - lead])) return wire
  const fixed = shape.map((size, axis) => {
    if (typeof size === 'number') return size === own[axis - lead] ? -1 : size
    return axis < lead ? 1 : -1
  })
  const wide = fixed.every((size) => size === -1) ? wire : added(builder, 'Expand', wire, { size: fixed })
  const axis = shape.findIndex((size, at) => typeof size !== 'number' && size !== own[at - lead])
  if (axis < 0) return wide
  if (shape[axis] !== BATCH)
    throw new Unsupported(told('onnx.repeated_samples', 'it repeats values for each sample'))
  const row = reading.shared(`batch ${axis} of ${shape.length}`, () => batchRow(reading, axis, shape.length))
  const sizes = shape.map((size, at) => (at === axis || size === 1 ? -1 : size))
  const other = sizes.every((size) => size === -1) ? row : added(builder, 'Expand', row, { size: sizes })
  const [spread] = Object.values(builder.add({ type: 'ExpandAs', inputs: { input: wide, other } }))
  if (spread === undefined)
    throw new Unsupported(told('onnx.no_output', '{{type}} has no output', { type: 'ExpandAs' }))
  return spread
}

/** One value a sample, along that dimension of so many; all others are 1. */
function batchRow({ builder, batchWire }: Making, axis: number, rank: number): Wire {
  const shape = batchWire?.type?.shape
  if (batchWire === null || shape === undefined)
    throw new Unsupported(told('onnx.repeated_samples', 'it repeats values for each sample'))
  const rows = shape.length > 2 ? added(builder, 'Flatten', batchWire, {}) : batchWire
  const one = shape.length > 1 ? added(builder, 'Select', rows, { dim: 1, index: 0 }) : rows
  return added(builder, 'Reshape', one, {
    shape: Array.from({ length: rank }, (_, at) => (at === axis ? -1 : 1)),
  })
}
