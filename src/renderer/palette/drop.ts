/** Node types dragged from the palette: onto the canvas, or onto a wire. */
import type { DragEvent } from 'react'
import { camera, useCanvasStore } from '../editing/canvas-store'
import { paletteEntry } from '../editing/entries'
import type { PaletteEntry } from '../editing/entries'
import { addWiredTo, insertOnWire } from '../editing/edit'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { snapped } from '../editing/node-metrics'

const MIME = 'application/x-gradwire-node-type'

/** Called where the drag starts. */
export function startEntryDrag(event: DragEvent, entry: PaletteEntry): void {
  event.dataTransfer.setData(MIME, entry.id)
  event.dataTransfer.effectAllowed = 'copy'
}

export const dropHandlers = {
  onDragOver: (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(MIME)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    const edge = wireAt(event)
    if (useCanvasStore.getState().dropEdge !== edge) useCanvasStore.setState({ dropEdge: edge })
  },
  onDragLeave: () => useCanvasStore.setState({ dropEdge: null }),
  onDrop: (event: DragEvent) => {
    const entry = paletteEntry(event.dataTransfer.getData(MIME))
    if (entry === undefined) return
    event.preventDefault()
    const edge = wireAt(event)
    useCanvasStore.setState({ dropEdge: null })
    const at = camera()?.toCanvas({ x: event.clientX, y: event.clientY })
    if (at === undefined) return
    const position = { x: snapped(at.x - NODE_WIDTH / 2), y: snapped(at.y - NODE_HEIGHT / 2) }
    if (edge === null) addWiredTo(entry, null, position)
    else insertOnWire(entry, edge, position)
  },
}

/** The wire under the pointer; its wide, unseen stroke counts. */
function wireAt(event: DragEvent): string | null {
  for (const element of document.elementsFromPoint(event.clientX, event.clientY)) {
    const wire = element.closest('.react-flow__edge')
    if (wire !== null) return wire.getAttribute('data-id')
    if (element.closest('.react-flow__node') !== null) return null
  }
  return null
}
