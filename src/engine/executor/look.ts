/** A look at what an executor has now. It asks for places, and nothing is read or measured that is not asked for. */
import type { FlowFrame } from '../../graph/frames/frame'
import type { ProbeSubscription, WatchTarget } from '../protocol'

/** Whoever shares memory with others that were asked for in the same look was read and measured with them. */
export interface Look {
  /** What flowed at a place, or a parameter or buffer, or its gradient; null: there is nothing. */
  at(target: WatchTarget, direction: 'forward' | 'backward'): Seen | null
}

export interface Seen {
  readonly shape: readonly number[]
  /** Compared by `===`: another one where another tensor has come. */
  readonly mark: unknown
  /** Measures it, and reads what the view shows; null: for that all its numbers are needed, which are there when it is looked at next. */
  tell(how: Pick<ProbeSubscription, 'view' | 'thumbnail'>): Told | null
}

/** What a frame tells of a tensor. */
export type Told = Pick<FlowFrame, 'statistics' | 'histogram' | 'picture'>
