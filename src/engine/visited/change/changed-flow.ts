/** What flows in a step that stands still, as something that can be changed and put back. */
import type { LiveValue } from '../../build/live-values'
import type { TapeBook } from '../../build/tape-book'
import { record } from '../../core/record'
import type { Tensor } from '../../core/tensor'
import type { ProbeTarget } from '../../protocol'
import { notYet, past, usedUp, usedUpBackward } from './change-problems'
import type { StandingStep, Undo } from './change-scene'
import { like } from './new-values'

export interface Changeable {
  live: LiveValue
  putBack: Undo['putBack']
}

/** Errors: it is not there yet; everybody has taken it. */
export function forwardValue({ book }: StandingStep, target: ProbeTarget): Changeable {
  const live = book.values.find(target)
  if (!live) throw notYet()
  const check = (): void => {
    const { taken, awaited } = live.reach()
    if (taken.length > 0 && awaited.length === 0) throw usedUp(taken.join(', '))
  }
  check()
  const back = live.hold((value, before) => instead(book, value, Float32Array.from(before.data())))
  return {
    live,
    putBack: ({ standing }) => {
      if (standing?.book !== book) throw past()
      check()
      standing.changed(standing.within(back), 'forward')
    },
  }
}

/** Errors: it is not there yet; it is used up. */
export function gradientAt({ book }: StandingStep, target: ProbeTarget): Changeable {
  const live = book.live.find(target)
  if (!live) throw notYet()
  if ('gone' in live) throw usedUpBackward(live.gone)
  const before = live.read()
  return {
    live,
    putBack: ({ standing }) => {
      const now = standing?.book === book ? book.live.find(target) : null
      if (!now || 'gone' in now) throw past()
      standing!.changed(
        standing!.within(() => now.restore(before)),
        'backward',
      )
    },
  }
}

/** The new values with the way back of the old ones. */
export function instead(book: TapeBook, before: Tensor, values: Float32Array): Tensor {
  const made = like(before, values)
  if (before.dtype !== 'float32') return made
  return book.wire([], () => record('AddBackward0', [before], made, (gradient) => [gradient]), null)
}
