/** Keys of the whole page. */
import { actions, pageActionIds } from '../../actions/actions'
import type { PageActionId } from '../../actions/actions'
import { hasModifier } from '../../actions/shortcut'
import type { DocumentSession } from '../session/document-session'
import { isPressed } from '../window/keys'
import { pasteText } from './edit-actions'
import { runAction } from './index'

/** Listens for the actions' shortcuts. → the way to stop it */
export function listenForShortcuts(session: DocumentSession): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const id = pageActionIds.find((each) => actions[each].byEvent !== true && isPressed(each, event))
    if (id === undefined || !takesKeys(id, event.target, event.ctrlKey || event.metaKey)) return
    if (hasSelectedText(event) || pressesControl(event) || isLeft(session, id)) return
    event.preventDefault()
    takeTyped(event.target)
    runAction(session, id)
  }
  // Reading the clipboard outside of this event would need a permission.
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text === '' || isTyping(event.target)) return
    event.preventDefault()
    pasteText(session, text)
  }
  // A closed list of choices would open by Mod+Enter.
  const beforeList = (event: KeyboardEvent) => {
    if (isChoice(event.target) && (event.ctrlKey || event.metaKey)) onKeyDown(event)
  }
  window.addEventListener('keydown', beforeList, { capture: true })
  window.addEventListener('keydown', onKeyDown)
  window.addEventListener('paste', onPaste)
  return () => {
    window.removeEventListener('keydown', beforeList, { capture: true })
    window.removeEventListener('keydown', onKeyDown)
    window.removeEventListener('paste', onPaste)
  }
}

/** Runs an action that a native menu has sent: in a text field the Edit menu means the text. - `byKey`: by its shortcut */
export function runFromMenu(session: DocumentSession, id: PageActionId, byKey: boolean): void {
  const { ofText } = actions[id]
  // The system's own editing commands have no other way in.
  if (ofText !== undefined && isTyping(document.activeElement)) document.execCommand(ofText)
  else if (!byKey || takesKeys(id, document.activeElement, hasMod(id))) runAction(session, id)
}

/** What is done by a key in a field begins with what was typed there. */
function takeTyped(target: EventTarget | null): void {
  if (!(target instanceof HTMLElement) || !target.matches('[data-typed]')) return
  target.blur()
  target.focus({ preventScroll: true })
}

/** Whether the browser has the key: but while a run is under way, when somebody who goes on must not reload the page. */
function isLeft({ run }: DocumentSession, id: PageActionId): boolean {
  const { state } = run.getState().progress
  return actions[id].yields === true && state !== 'running' && state !== 'paused' && state !== 'stopped'
}

/** A closed list of choices. */
function isChoice(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement && target.getAttribute('role') === 'combobox'
}

function hasMod(id: PageActionId): boolean {
  return (actions[id].shortcuts ?? []).some(hasModifier)
}

/**
 * What has opened beside the page keeps its keys to itself, as a text field does; Mod+K and the like still work there, but over a window that waits
 * for an answer they open no other. A list of choices takes letters alone.
 */
function takesKeys(id: PageActionId, target: EventTarget | null, withMod: boolean): boolean {
  if (actions[id].opens === true && document.querySelector('[data-window]') !== null) return false
  if (actions[id].inFields === true) return true
  if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return false
  if (actions[id].onCanvas === true && !isOnCanvas(target)) return false
  return !isTyping(target) || (withMod && isChoice(target))
}

/** Whether the canvas has the keyboard, or nothing has. */
function isOnCanvas(target: EventTarget | null): boolean {
  return !(target instanceof Element) || target === document.body || target.closest('.react-flow') !== null
}

/** Whether keys go into a text field. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, textarea, [role="combobox"]') !== null)
  )
}

/** Ctrl+C on text that a person has marked copies that text. */
function hasSelectedText(event: KeyboardEvent): boolean {
  return (
    event.key.toLowerCase() === 'c' &&
    (event.ctrlKey || event.metaKey) &&
    (getSelection()?.toString() ?? '') !== ''
  )
}

/** Space on a button presses it, and on a node selects it. */
function pressesControl(event: KeyboardEvent): boolean {
  if (event.key !== ' ' || !(event.target instanceof Element)) return false
  return event.target.closest('button, a, [role], .react-flow__node, .react-flow__edge') !== null
}
