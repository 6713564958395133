/** Whether two ways to compute a step agree. */
import type { KernelData } from '../backend/types'

/** Of the largest value of the same tensor. */
const OF_TENSOR = 1e-3
/** Of the largest value of all: what cancels out to nearly nothing in one tensor keeps the roundings of what was added up. */
const OF_ALL = 1e-5

/**
 * Whether all pairs are the same but for roundings; whole numbers and truths exactly. That finds a graph that was written wrongly,
 * not a kernel that rounds otherwise.
 */
export function sameResults(pairs: readonly (readonly [KernelData, KernelData])[]): boolean {
  const sizes = pairs.map(([, b]) => (b instanceof Float32Array ? largest(b) : 0))
  const floor = OF_ALL * sizes.reduce((a, b) => Math.max(a, b), 0)
  return pairs.every(([a, b], i) => isSame(a, b, OF_TENSOR * sizes[i]! + floor))
}

function isSame(a: KernelData, b: KernelData, allowed: number): boolean {
  if (a.length !== b.length) return false
  if (!(b instanceof Float32Array)) return a.every((value: number, i: number) => value === b[i])
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i]!, b[i]!]
    if (!Object.is(x, y) && !(Math.abs(x - y) <= allowed)) return false
  }
  return true
}

function largest(values: Float32Array): number {
  let size = 0
  for (const value of values) if (Number.isFinite(value)) size = Math.max(size, Math.abs(value))
  return size
}
