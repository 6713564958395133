/** The editing of one document: each open document has its own, and nothing of it is the page's. */
import { CanvasView } from './canvas-view'
import { createCanvasStore } from './canvas-store'
import type { CanvasStore } from './canvas-store'
import { createEditorStore } from './editor-store'
import type { EditorStore } from './editor-store'
import { NodeSizes } from './node-metrics'

export interface EditingSession {
  readonly editor: EditorStore
  readonly canvas: CanvasStore
  readonly view: CanvasView
  readonly sizes: NodeSizes
}

export function createEditingSession(): EditingSession {
  return {
    editor: createEditorStore(),
    canvas: createCanvasStore(),
    view: new CanvasView(),
    sizes: new NodeSizes(),
  }
}
