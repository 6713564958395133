/** One direction over the depth of a net: what each output has now, what it had, and what would be usual there. */
import type { FlowLook } from '../probes/look-history'

export interface DepthPoint {
  /** Of the last look; null where there was none, e.g. the gradient of data. */
  now: number | null
  /** Least and greatest of the looks that are kept; null where none is above 0. */
  low: number | null
  high: number | null
  notFinite: boolean
  /** Far from what is usual in this net: more than {@link USUAL} times smaller or larger. */
  unusual: 'small' | 'large' | null
}

export interface DepthSeries {
  points: DepthPoint[]
  /** What is usual; null for fewer than three outputs. */
  usual: { low: number; high: number } | null
}

/** Within this factor of the median over depth a layer is like the others. */
export const USUAL = 10
const LEAST_OUTPUTS = 3

/** @param lanes the looks at each output, in the order of depth @param rule what is usual whatever the others have; left out: by their median */
export function depthSeries(
  lanes: readonly (readonly FlowLook[])[],
  rule?: { low: number; high: number },
): DepthSeries {
  const last = lanes.map((looks) => looks.at(-1) ?? null)
  const known = last
    .flatMap((look) => (look && !look.notFinite && look.value > 0 ? [look.value] : []))
    .sort((a, b) => a - b)
  const middle = known.length < LEAST_OUTPUTS ? null : medianOf(known)
  const usual = rule ?? (middle === null ? null : { low: middle / USUAL, high: middle * USUAL })
  return {
    usual,
    points: lanes.map((looks, i) => {
      const look = last[i] ?? null
      const positive = looks
        .filter(({ value }) => value > 0 && Number.isFinite(value))
        .map(({ value }) => value)
      return {
        now: look?.value ?? null,
        low: positive.length > 0 ? Math.min(...positive) : null,
        high: positive.length > 0 ? Math.max(...positive) : null,
        notFinite: look?.notFinite ?? false,
        unusual: look && usual ? unusualOf(look.value, usual) : null,
      }
    }),
  }
}

/** Of values in order; of two in the middle their geometric mean, as they are seen on a logarithmic axis. */
function medianOf(ascending: readonly number[]): number {
  const half = (ascending.length - 1) / 2
  return Math.sqrt(ascending[Math.floor(half)]! * ascending[Math.ceil(half)]!)
}

function unusualOf(value: number, { low, high }: { low: number; high: number }): 'small' | 'large' | null {
  if (value < low) return 'small'
  return value > high ? 'large' : null
}
