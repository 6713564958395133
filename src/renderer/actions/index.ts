/** The actions of the page: whether they can be run, how they are called now, and running them. */
import { actions, actionText, menuText } from '../../actions/actions'
import type { ActionId, DetailedId, PageActionId, SwitchId } from '../../actions/actions'
import { t } from '../../words/words'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import { showToast } from '../ui/toast'
import { alignActions } from './align-actions'
import { conditions } from './conditions'
import { debugActions } from './debug-actions'
import { details } from './details'
import { editActions } from './edit-actions'
import { exportActions } from './export-actions'
import { fileActions } from './file-actions'
import { hookActions } from './hook-actions'
import { moduleActions } from './module-actions'
import type { Perform } from './performed'
import { runActions } from './run-actions'
import { switches } from './switches'
import { viewActions } from './view-actions'

/** Every action of the list that is the page's; one without does not compile. */
const performed: Readonly<Record<PageActionId, Perform>> = {
  ...fileActions,
  ...exportActions,
  ...editActions,
  ...moduleActions,
  ...hookActions,
  ...alignActions,
  ...viewActions,
  ...runActions,
  ...debugActions,
}

export function isEnabled(session: DocumentSession, id: PageActionId): boolean {
  const { when } = actions[id]
  return when === undefined || conditions[when](session)
}

/** Whether it is on; undefined for what is no switch. */
export function isOn(id: PageActionId): boolean | undefined {
  return isSwitch(id) ? switches[id]() : undefined
}

/** What the action would do, where the page knows more of it than its text. */
export function detailOf(session: DocumentSession, id: PageActionId): string | undefined {
  return isDetailed(id) ? details[id](session) : undefined
}

/** What it is called, with what it would do. */
export function labelOf(session: DocumentSession, id: PageActionId): string {
  return withDetail(t(actionText(id)), detailOf(session, id))
}

/** What it is called in its own menu. */
export function menuLabelOf(session: DocumentSession, id: PageActionId): string {
  return withDetail(t(menuText(id)), detailOf(session, id))
}

/** Runs an action if that can be; what goes wrong is said. */
export function runAction(session: DocumentSession, id: PageActionId): void {
  if (isEnabled(session, id)) void perform(session, id)
}

async function perform(session: DocumentSession, id: PageActionId): Promise<void> {
  try {
    await performed[id](session)
  } catch (error) {
    const { message, remedy } = problemOf(error)
    showToast({ tone: 'error', title: message, text: remedy })
  }
}

function withDetail(action: string, detail: string | undefined): string {
  return detail === undefined ? action : t('menu.detail', { action, detail })
}

function isSwitch(id: ActionId): id is SwitchId {
  return actions[id].kind !== undefined
}

function isDetailed(id: ActionId): id is DetailedId {
  return actions[id].detailed === true
}
