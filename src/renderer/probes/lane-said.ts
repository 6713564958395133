/** What is said of a lane beside its picture: its norm, and what is wrong with it. */
import type { FlowFrame } from '../../graph/frames/frame'
import { rootMeanSquare } from '../../graph/drawing/lane-color'
import { VANISHING_NORM } from '../../graph/drawing/lanes'
import { numberText } from '../texts/number-text'

/** What a lane has to warn about, if anything. */
export type LaneTrouble = 'notFinite' | 'zero' | 'vanishing' | null

/** How many values a lane has, and the size of a typical one. */
export function laneSize({ shape, statistics: { norm } }: FlowFrame): { rms: number; count: number } {
  const count = shape.reduce((product, size) => product * size, 1)
  return { rms: rootMeanSquare(norm, count), count }
}

/** NaN, infinity, or nothing but zeros in either direction; on the way back also a norm too small to move a weight. */
export function laneTrouble({ direction, shape, statistics }: FlowFrame): LaneTrouble {
  const { nan, inf, norm } = statistics
  if (nan > 0 || inf > 0) return 'notFinite'
  if (norm === 0 && !shape.includes(0)) return 'zero'
  return direction === 'backward' && norm < VANISHING_NORM ? 'vanishing' : null
}

/** - `wide`: there is room for which norm it is, and for a third digit of one that is very small or large */
export function normText({ direction, statistics: { nan, inf, norm } }: FlowFrame, wide = true): string {
  const digits = !wide && (norm < 1e-3 || norm >= 1e5) ? 2 : 3
  const value = nan > 0 ? 'NaN' : inf > 0 ? '∞' : numberText(norm, digits)
  return wide ? `‖${direction === 'forward' ? 'a' : 'g'}‖ ${value}` : value
}
