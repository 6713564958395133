/** What the run bar says while no run has begun: why none can, what is being done, or what became of the one before. */
import { t } from '../texts/index'

interface Rest {
  /** Why there can be no run; null where there can. */
  blocker: string | null
  /** The engine builds the net. */
  building: boolean
  failed: boolean
  /** The last step of a run that was stopped, whose weights are kept. */
  ended: number | undefined
}

export interface RestingText {
  said: string
  /** The same with more words, for who points at it. */
  title: string
  isWrong: boolean
}

export function restingText({ blocker, building, failed, ended }: Rest): RestingText {
  const of = (said: string, title = said, isWrong = false) => ({ said, title, isWrong })
  if (blocker !== null) return of(blocker)
  if (building) return of(t('live.blocked.opening'))
  if (failed) return of(t('live.run.failed'), undefined, true)
  if (ended === undefined) return of(t('live.run.ready'))
  return of(t('live.run.ended', { step: ended }), t('live.run.endedText', { step: ended }))
}
