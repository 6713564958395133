/** Brings the node of a parameter into view, in the module that it lies in. */
import type { ParameterRow } from '../../engine/protocol'
import { whenDrawn } from '../editing/canvas-view'
import { focusNode } from '../editing/edit'
import { selectionOf } from '../editing/selection'
import type { DocumentSession } from '../session/document-session'
import { togglePanel } from '../window/layout-store'

/** - `focus`: the canvas takes the keyboard too, which is where one goes on */
export function showParameter(session: DocumentSession, row: ParameterRow, focus: boolean): void {
  const { editor, engine, view } = session
  const { path, node } = row.target
  if (engine.path().join('/') !== path.join('/')) {
    editor.getState().leave(0)
    for (const instance of path) editor.getState().enter(instance)
  }
  session.parameters.open(row.key)
  togglePanel('inspector', true)
  if (focus) {
    focusNode(session, undefined, node)
    return
  }
  editor.getState().select(selectionOf([node]))
  whenDrawn(() => view.camera?.reveal(node))
}
