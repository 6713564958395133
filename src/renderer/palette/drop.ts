/** Node types dragged from the palette: onto the canvas, or onto a wire. */
import type { DragEvent } from 'react'
import { paletteEntry } from '../editing/entries'
import type { PaletteEntry } from '../editing/entries'
import { addWiredTo, insertOnWire } from '../editing/edit'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { snapped } from '../editing/node-metrics'
import type { DocumentSession } from '../session/document-session'

const MIME = 'application/x-gradwire-node-type'

/** Called where the drag starts. */
export function startEntryDrag(event: DragEvent, entry: PaletteEntry): void {
  event.dataTransfer.setData(MIME, entry.id)
  event.dataTransfer.effectAllowed = 'copy'
}

/** What a document's canvas does with a type that is dragged over it. */
export function dropHandlers(session: DocumentSession) {
  return {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(MIME)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      const edge = wireAt(session, event)
      if (session.canvas.getState().dropEdge !== edge) session.canvas.setState({ dropEdge: edge })
    },
    onDragLeave: () => session.canvas.setState({ dropEdge: null }),
    onDrop: (event: DragEvent) => {
      const entry = paletteEntry(event.dataTransfer.getData(MIME))
      if (entry === undefined) return
      event.preventDefault()
      const edge = wireAt(session, event)
      session.canvas.setState({ dropEdge: null })
      const at = session.view.camera?.toCanvas({ x: event.clientX, y: event.clientY })
      if (at === undefined) return
      const position = { x: snapped(at.x - NODE_WIDTH / 2), y: snapped(at.y - NODE_HEIGHT / 2) }
      if (edge === null) addWiredTo(session, entry, null, position)
      else insertOnWire(session, entry, edge, position)
    },
  }
}

/** The wire under the pointer; its wide, unseen stroke counts. */
function wireAt(session: DocumentSession, event: DragEvent): string | null {
  for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
    const wire = element.closest('.react-flow__edge')
    if (wire !== null) return wire.getAttribute('data-id')
    if (element.closest('.react-flow__node') !== null) return null
  }
  const pictured = session.view.elementAt({ x: event.clientX, y: event.clientY })
  return pictured?.kind === 'edge' ? pictured.id : null
}
