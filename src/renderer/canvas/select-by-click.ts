/** What a click selects, beyond what React Flow does by itself. */
import type { MouseEvent } from 'react'
import { NOTHING, selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import type { Selection } from '../editing/selection'
import type { DocumentSession } from '../session/document-session'

/** A click on one of several that are selected means that one; with a key that adds, React Flow takes it out. */
export function selectAlone({ editor }: DocumentSession, event: MouseEvent, selection: Selection): void {
  if (!adds(event)) editor.getState().select(selection)
}

/** Around what was selected by a rectangle lies a cover, by which all is dragged; a click means what is under it. */
export function selectUnder({ editor }: DocumentSession, event: MouseEvent): void {
  const { target } = event
  if (!(target instanceof Element) || target.closest('.react-flow__nodesselection') === null) return
  const under = document
    .elementsFromPoint(event.clientX, event.clientY)
    .flatMap((element) => element.closest('.react-flow__node')?.getAttribute('data-id') ?? [])
  const [id] = under
  if (!adds(event)) editor.getState().select(id === undefined ? NOTHING : selectionOf([id]))
}

/** A right click on something that is not selected selects it first. */
export function selectForMenu(
  { editor }: DocumentSession,
  id: string | undefined,
  kind: 'node' | 'edge' | undefined,
): void {
  if (id === undefined) return
  const { selection, select } = editor.getState()
  const chosen = kind === 'node' ? selectedNodes(selection) : selectedEdges(selection)
  if (!chosen.includes(id)) select(kind === 'node' ? selectionOf([id]) : selectionOf([], [id]))
}

function adds({ shiftKey, ctrlKey, metaKey }: MouseEvent): boolean {
  return shiftKey || ctrlKey || metaKey
}
