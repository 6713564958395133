import { MOST_FOLLOWED } from '../engine-link/followed-parameters'
import type { FollowedNumber } from '../engine-link/followed-parameters'
import type { ParameterNumbers, ParameterRow } from '../../engine/protocol'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** In the order in which they are asked for most. */
const NUMBERS = ['gradNorm', 'norm', 'updateRatio', 'mean', 'std', 'min', 'max'] as const

/** Those that a tensor has: a buffer has no gradient, and is not updated. */
export function numbersOf({ kind }: Pick<ParameterRow, 'kind'>): (keyof ParameterNumbers)[] {
  return NUMBERS.filter(
    (number) => kind === 'parameter' || (number !== 'gradNorm' && number !== 'updateRatio'),
  )
}

/** Puts it beside the curves or takes it away, and says so where there is no room. */
export function followNumber({ followed }: DocumentSession, number: FollowedNumber): void {
  if (followed.toggle(number)) return
  showToast({
    tone: 'info',
    title: t('live.followed.full', { count: MOST_FOLLOWED }),
    text: t('live.followed.fullText'),
  })
}
