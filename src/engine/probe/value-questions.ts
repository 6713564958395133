/** What conditions ask of a value, at the least cost: by the backend's reductions where these decide, else by reading it as it lies. */
import type { Measure } from '../../graph/breakpoints/condition'
import { backend } from '../backend/index'
import type { Handle, KernelData } from '../backend/types'
import { quickNorm } from './measure-tensor'

/** A norm that is summed in single precision is told from a limit that is further away than this share of it. */
const CLOSE = 1e-3

/** Whether any element is NaN, or infinite. */
export function hasAny(handle: Handle, what: 'nan' | 'inf'): boolean {
  if (handle.type !== 'float32' || allFinite(handle)) return false
  const values = backend.read(handle)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (what === 'nan' ? Number.isNaN(value) : Math.abs(value) === Infinity) return true
  }
  return false
}

/** Whether the backend knows that all are finite; false also where it does not know. */
function allFinite(handle: Handle): boolean {
  const squares = backend.statistics?.squares(handle)
  return typeof squares === 'number' && Number.isFinite(squares)
}

/**
 * The largest magnitude, the norm or the share of zeros, as `valueStatistics` has them; a norm that is not close to `limit` comes in
 * single precision.
 */
export function measured(handle: Handle, what: Measure, limit: number): number {
  if (what === 'norm') {
    const quick = quickNorm(handle)
    if (quick !== null && Math.abs(quick - limit) > CLOSE * Math.max(quick, Math.abs(limit))) return quick
  }
  return MEASURES[what](backend.read(handle))
}

const MEASURES: Readonly<Record<Measure, (values: KernelData) => number>> = {
  absmax: (values) => {
    if (values.length === 0) return NaN
    let most = 0
    for (let i = 0; i < values.length; i++) {
      const size = Math.abs(values[i]!)
      if (size > most) most = size
      else if (Number.isNaN(size)) return NaN
    }
    return most
  },
  norm: (values) => {
    let squares = 0
    for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!
    return Math.sqrt(squares)
  },
  zeros: (values) => {
    let zeros = 0
    for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++
    return values.length === 0 ? 0 : zeros / values.length
  },
}
