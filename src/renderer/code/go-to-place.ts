/** From a line of code to its node: the module is opened, the node selected and brought into view. */
import type { CodePlace } from '../../graph/export/code-line'
import { whenDrawn } from '../editing/canvas-view'
import { selectedNodes, selectionOf } from '../editing/selection'
import type { DocumentSession } from '../session/document-session'

/** Shows the place on the canvas; the keyboard stays where it is. */
export function goToPlace({ editor, view }: DocumentSession, { module, node, path }: CodePlace): void {
  const state = editor.getState()
  const { trail } = state
  const there =
    state.module === module &&
    (path === undefined || trail?.map((step) => step.node).join('\n') === path.join('\n'))
  if (!there && path !== undefined) {
    state.editModule(state.document.main)
    for (const instance of path) editor.getState().enter(instance)
  } else if (!there) state.editModule(module)
  if (node === undefined) return
  editor.getState().select(selectionOf([node]))
  whenDrawn(() => view.camera?.reveal(node))
}

/** Of the places of a line the one behind what is selected, else the first: a click goes from one to the next. */
export function nextPlace({ editor }: DocumentSession, places: readonly CodePlace[]): CodePlace | undefined {
  const { module, selection } = editor.getState()
  const selected = selectedNodes(selection)
  const at = places.findIndex((place) => place.module === module && selected[0] === place.node)
  return places[(at + 1) % places.length]
}
