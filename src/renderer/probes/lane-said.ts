/** What is said of a lane beside its picture: its norm, and what is wrong with it. */
import type { FlowFrame } from '../../graph/frames/frame'
import { VANISHING_NORM } from '../../graph/drawing/lanes'
import { numberText } from '../texts/number-text'

/** What a lane has to warn about, if anything. */
export type LaneTrouble = 'notFinite' | 'vanishing' | null

/** NaN or infinity in either direction; on the way back also a norm too small to move a weight. */
export function laneTrouble({ direction, statistics }: FlowFrame): LaneTrouble {
  const { nan, inf, norm } = statistics
  if (nan > 0 || inf > 0) return 'notFinite'
  return direction === 'backward' && norm < VANISHING_NORM ? 'vanishing' : null
}

/** - `wide`: there is room for which norm it is, and for a third digit of one that is very small or large */
export function normText({ direction, statistics: { nan, inf, norm } }: FlowFrame, wide = true): string {
  const digits = !wide && (norm < 1e-3 || norm >= 1e5) ? 2 : 3
  const value = nan > 0 ? 'NaN' : inf > 0 ? '∞' : numberText(norm, digits)
  return wide ? `‖${direction === 'forward' ? 'a' : 'g'}‖ ${value}` : value
}
