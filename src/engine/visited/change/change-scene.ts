/** What a change by hand is made in: the net, and the step that stands still. */
import type { TapeBook } from '../../build/tape-book'
import type { Tensor } from '../../core/tensor'
import type { ProbeTarget } from '../../protocol'
import type { Model } from '../model'

/** Where the session stands. */
export interface ChangeScene {
  readonly model: Model
  readonly step: number
  /** The step that stands still inside; null between steps. */
  readonly standing: StandingStep | null
}

export interface StandingStep {
  readonly book: TapeBook
  /** Runs `body` where the step left off: what it makes and records belongs to the step. */
  within<T>(body: () => T): T
  /** Places whose values are others now. */
  changed(places: { place: ProbeTarget; value: Tensor }[], direction: 'forward' | 'backward'): void
}

/** How one change is put back. */
export interface Undo {
  /** Errors: it is past. */
  readonly putBack: (scene: ChangeScene) => void
  /** Lets go of what it holds for that. */
  readonly free: () => void
}
