/** What the canvas shows besides the document: quick add, the context menu, a drag over a wire, and what is in hand of a large net. */
import { createStore } from 'zustand'
import type { StoreApi } from 'zustand'
import type { Position } from '../../graph/document/document'
import type { HookPlace } from '../../graph/document/hook-place'
import type { CanvasElement, Point } from './canvas-view'
import type { Port } from './connections'

export interface QuickAdd {
  /** Where the list appears, in window pixels. */
  at: Point
  /** Where the node goes, in canvas pixels. */
  position: Position
  goal: AddGoal
}

/** What a node is added for. */
export type AddGoal =
  | { readonly kind: 'place' }
  /** The port whose wire was let go there. */
  | { readonly kind: 'wire end'; readonly port: Port }
  /** The port that one goes on from; null: that node has no output. */
  | { readonly kind: 'beside'; readonly port: Port | null }
  | { readonly kind: 'on wire'; readonly edge: string }

export interface CanvasState {
  quickAdd: QuickAdd | null
  /** `port`: the output that was clicked. */
  contextMenu: { at: Point; port?: { node: string; handle: string } } | null
  /** Where a hook is to be added; null: one of the places of what is selected. */
  hookPlace: HookPlace | null
  /** The hook that is open in the inspector, by its id; `focus`: its form takes the keyboard. */
  openHook: { id: string; focus: boolean } | null
  /** The wire that a dragged node type would be inserted on. */
  dropEdge: string | null
  /** What the pointer is on, and what has, or is to have, the keyboard: a large net keeps these in the page from wherever it is seen. */
  pointed: CanvasElement | null
  focused: CanvasElement | null
}

export type CanvasStore = StoreApi<CanvasState>

export function createCanvasStore(): CanvasStore {
  return createStore<CanvasState>(() => ({
    quickAdd: null,
    contextMenu: null,
    hookPlace: null,
    openHook: null,
    dropEdge: null,
    pointed: null,
    focused: null,
  }))
}
