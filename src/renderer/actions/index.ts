/** Every action of the page, by id. */
import { showToast } from '../ui/toast'
import { problemOf } from '../host/host-call-error'
import type { Action } from './action'
import { isEnabled } from './action'
import { alignActions } from './align-actions'
import { editActions } from './edit-actions'
import { exportActions } from './export-actions'
import { fileActions } from './file-actions'
import { moduleActions } from './module-actions'
import { runActions } from './run-actions'
import { viewActions } from './view-actions'
import type { DocumentSession } from '../session/document-session'

export const actions: readonly Action[] = [
  ...fileActions,
  ...exportActions,
  ...editActions,
  ...alignActions,
  ...moduleActions,
  ...runActions,
  ...viewActions,
]

const byId = new Map(actions.map((action) => [action.id, action]))

export function actionOf(id: string): Action | undefined {
  return byId.get(id)
}

/** Runs an action if it is known and enabled; what goes wrong is said. */
export function runAction(session: DocumentSession, id: string): void {
  const action = byId.get(id)
  if (action === undefined || !isEnabled(session, action)) return
  void perform(session, action)
}

async function perform(session: DocumentSession, action: Action): Promise<void> {
  try {
    await action.perform(session)
  } catch (error) {
    const { message, remedy } = problemOf(error)
    showToast({ tone: 'error', title: message, text: remedy })
  }
}
