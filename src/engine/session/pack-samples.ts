/** The samples that a graph trains on, as safetensors: as `--inputs` takes them, and those held out beside them. */
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensor } from '../../graph/formats/safetensors'
import type { InputSlot } from '../../graph/plan/input-slots'
import { STORED } from '../executor/named-tensors'
import type { BatchSource, Column } from './batch-source'
import type { Samples } from './sample-store'

/**
 * A Dataset's tensors as `x` and `y`, an Input's under its name; held-out ones with `held_out.` in front.
 *
 * Shape: (samples, *shape of one).
 */
export function packSamples({ train, heldOut }: Samples, slots: readonly InputSlot[]): Uint8Array {
  const parts = [named(train, '', slots), ...(heldOut ? [named(heldOut, 'held_out.', slots)] : [])]
  return writeSafetensors(new Map(parts.flat()))
}

function named(source: BatchSource, prefix: string, slots: readonly InputSlot[]): [string, SafeTensor][] {
  return source.columns.map((column) => [prefix + nameOf(column, slots), stored(column, source.count)])
}

function nameOf({ node, handle }: Column, slots: readonly InputSlot[]): string {
  const slot = slots.find((other) => other.node === node && other.handle === handle)
  return slot?.role === 'input' ? slot.name : handle
}

function stored({ dtype, shape, values }: Column, count: number): SafeTensor {
  return { dtype: STORED[dtype], shape: [count, ...shape], values }
}
