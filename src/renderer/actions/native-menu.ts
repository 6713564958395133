/** Keeps a native menu with what can be done now: the host knows nothing of the document. */
import { dequal } from 'dequal'
import { actions, detailedIds, pageActionIds, switchIds } from '../../actions/actions'
import type { HostConnection, MenuState } from '../../main/contract'
import type { DocumentSession } from '../session/document-session'
import { useLayoutStore } from '../window/layout-store'
import { useScaleStore } from '../texts/text-scale'
import { useThemeStore } from '../window/theme'
import { detailOf, isEnabled, isOn } from './index'
import { isTyping } from './shortcuts'

/** Changes are gathered for so long, in milliseconds. */
const GATHERED = 60

/** Tells the host now and after every change. → the way to stop it */
export function keepNativeMenu(connection: HostConnection, session: DocumentSession): () => void {
  let told: MenuState | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    timer = undefined
    const state = menuState(session)
    if (dequal(state, told)) return
    told = state
    // A host that is away is told again after the next change.
    connection.call('setMenu', state).catch(() => (told = null))
  }
  const later = () => {
    timer ??= setTimeout(tell, GATHERED)
  }
  const stops = [session.editor, session.run, useLayoutStore, useScaleStore, useThemeStore].map((store) =>
    store.subscribe(later),
  )
  document.addEventListener('focusin', later)
  document.addEventListener('focusout', later)
  later()
  return () => {
    clearTimeout(timer)
    document.removeEventListener('focusin', later)
    document.removeEventListener('focusout', later)
    for (const stop of stops) stop()
  }
}

/** What the menu shows; in a text field the Edit menu means the text. */
export function menuState(session: DocumentSession, typing = isTyping(document.activeElement)): MenuState {
  const meansText = (id: (typeof pageActionIds)[number]) => typing && actions[id].ofText !== undefined
  const details: MenuState['details'] = {}
  for (const id of detailedIds) if (!meansText(id)) details[id] = detailOf(session, id)
  return {
    enabled: pageActionIds.filter((id) => meansText(id) || isEnabled(session, id)),
    on: switchIds.filter((id) => isOn(id) === true),
    details,
  }
}
