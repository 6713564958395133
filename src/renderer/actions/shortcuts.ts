/** Keys of the whole page. */
import { actions, runAction } from './index'
import { isEnabled } from './action'
import { pasteText } from './edit-actions'
import { matchesShortcut } from './shortcut'
import type { DocumentSession } from '../session/document-session'

/** Listens for the actions' shortcuts. → the way to stop it */
export function listenForShortcuts(session: DocumentSession): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return
    const typing = isTyping(event.target)
    // An open window keeps its keys to itself; Mod+K and the like still work in its fields.
    const busy = document.querySelector('[role="dialog"], [role="menu"]') !== null
    for (const action of actions) {
      if (action.byEvent === true || ((typing || busy) && action.inFields !== true)) continue
      if (action.shortcuts?.some((shortcut) => matchesShortcut(event, shortcut)) !== true) continue
      if (hasSelectedText(event) || pressesControl(event)) return
      event.preventDefault()
      if (isEnabled(session, action)) runAction(session, action.id)
      return
    }
  }
  // Reading the clipboard outside of this event would need a permission.
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (text === '' || isTyping(event.target)) return
    event.preventDefault()
    pasteText(session, text)
  }
  window.addEventListener('keydown', onKeyDown)
  window.addEventListener('paste', onPaste)
  return () => {
    window.removeEventListener('keydown', onKeyDown)
    window.removeEventListener('paste', onPaste)
  }
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
