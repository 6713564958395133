/** Shows how the document is trained, and takes the keyboard there. */
import { whenDrawn } from '../editing/canvas-view'
import { NOTHING } from '../editing/selection'
import type { DocumentSession } from '../session/document-session'
import { togglePanel } from '../window/layout-store'

/** The inspector tells of the document where nothing is selected. */
export function showSettings({ editor }: DocumentSession): void {
  editor.getState().select(NOTHING)
  togglePanel('inspector', true)
  whenDrawn(() => {
    const inspector = document.querySelector('[data-inspector]')
    // The section may be folded.
    const first = inspector?.querySelector('[data-training] input') ?? inspector?.querySelector('button')
    if (first instanceof HTMLElement) first.focus()
  })
}
