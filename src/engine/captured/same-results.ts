/** Whether two ways to compute a step agree. */
import type { KernelData } from '../backend/types'

/**
 * Whether all pairs are the same to the last bit: then nobody can tell which way a step ran, whoever stops inside one, goes on from
 * a checkpoint, or changes something in between.
 */
export function sameResults(pairs: readonly (readonly [KernelData, KernelData])[]): boolean {
  return pairs.every(([a, b]) => bytesOf(a).equals(bytesOf(b)))
}

function bytesOf({ buffer, byteOffset, byteLength }: KernelData): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
