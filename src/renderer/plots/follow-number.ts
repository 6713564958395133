import { MOST_FOLLOWED } from '../engine-link/followed-parameters'
import type { FollowedNumber } from '../engine-link/followed-parameters'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** Puts it beside the curves or takes it away, and says so where there is no room. */
export function followNumber({ followed }: DocumentSession, number: FollowedNumber): void {
  if (followed.toggle(number)) return
  showToast({
    tone: 'info',
    title: t('live.followed.full', { count: MOST_FOLLOWED }),
    text: t('live.followed.fullText'),
  })
}
