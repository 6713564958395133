/** What the canvas shows besides the document: quick add, the context menu, a drag over a wire, and its camera. */
import { create } from 'zustand'
import type { Position } from '../../graph/document/document'
import type { Port } from './connections'

export interface Point {
  x: number
  y: number
}

export interface QuickAdd {
  /** Where the list appears, in window pixels. */
  at: Point
  /** Where the node goes, in canvas pixels. */
  position: Position
  /** The port whose wire was dropped here. */
  port: Port | null
}

interface CanvasState {
  quickAdd: QuickAdd | null
  contextMenu: { at: Point } | null
  /** The wire that a dragged node type would be inserted on. */
  dropEdge: string | null
}

export const useCanvasStore = create<CanvasState>(() => ({
  quickAdd: null,
  contextMenu: null,
  dropEdge: null,
}))

/** What the mounted canvas can do; set by it. */
export interface Camera {
  /** Shows everything. */
  fit: () => void
  zoom: (by: 'in' | 'out' | 'actual') => void
  toCanvas: (point: Point) => Position
  /** The middle of the visible part, in window pixels. */
  middle: () => Point
  /** Brings nodes into view if they are not there yet. */
  reveal: (...ids: string[]) => void
  /** Width by height of the canvas on the screen. */
  aspectRatio: () => number
  /** Moves the keyboard focus to a node. */
  focusNode: (id: string) => void
  /** Moves the keyboard focus to a wire. */
  focusWire: (id: string) => void
}

let mounted: Camera | null = null

export function setCamera(next: Camera | null): void {
  mounted = next
}

/** The canvas's camera; null until it is mounted. */
export function camera(): Camera | null {
  return mounted
}

/** Calls back when React Flow knows what the document has just become: it takes that over after the next picture. */
export function whenDrawn(callback: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(callback))
}

let pointer: Point | null = null

/** The canvas notes where the pointer is, so that quick add and paste land there; null outside. */
export function notePointer(point: Point | null): void {
  pointer = point
}

/** Where the pointer is over the canvas, else the middle of it, in window pixels. */
export function pointerOrMiddle(): Point {
  return pointer ?? mounted?.middle() ?? { x: 200, y: 200 }
}

/** Opens quick add there (default: at the pointer). */
export function openQuickAdd(at: Point = pointerOrMiddle(), port: Port | null = null): void {
  const position = mounted?.toCanvas(at) ?? { x: 0, y: 0 }
  useCanvasStore.setState({ quickAdd: { at, position, port }, contextMenu: null })
}
