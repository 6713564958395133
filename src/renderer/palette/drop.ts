/** Node types dragged from the palette: onto the canvas, or onto a wire. */
import type { DragEvent } from 'react'
import { paletteEntry } from '../editing/entries'
import type { PaletteEntry } from '../editing/entries'
import { addWiredTo } from '../editing/edit'
import { insertOnWire } from '../editing/on-wire'
import type { Point } from '../editing/canvas-view'
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
      const edge = wireAt(session, pointOf(event))
      if (session.canvas.getState().dropEdge !== edge) session.canvas.setState({ dropEdge: edge })
    },
    onDragLeave: () => session.canvas.setState({ dropEdge: null }),
    onDrop: (event: DragEvent) => {
      const entry = paletteEntry(event.dataTransfer.getData(MIME))
      if (entry === undefined) return
      event.preventDefault()
      const edge = wireAt(session, pointOf(event))
      session.canvas.setState({ dropEdge: null })
      const at = session.view.camera?.toCanvas(pointOf(event))
      if (at === undefined) return
      const position = { x: snapped(at.x - NODE_WIDTH / 2), y: snapped(at.y - NODE_HEIGHT / 2) }
      if (edge === null) addWiredTo(session, entry, null, position)
      else insertOnWire(session, entry, edge, position)
    },
  }
}

function pointOf({ clientX, clientY }: DragEvent): Point {
  return { x: clientX, y: clientY }
}

/** The wire that is seen there; its wide, unseen stroke counts. - `through`: a node that does not cover it */
export function wireAt({ view }: DocumentSession, at: Point, through?: string): string | null {
  for (const element of document.elementsFromPoint(at.x, at.y)) {
    const wire = element.closest('.react-flow__edge')
    if (wire !== null) return wire.getAttribute('data-id')
    const node = element.closest('.react-flow__node')
    if (node !== null && node.getAttribute('data-id') !== through) return null
  }
  const pictured = view.elementAt(at)
  return pictured?.kind === 'edge' ? pictured.id : null
}
