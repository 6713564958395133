/** Where one looks at a document: the camera of its canvas, and the pointer over it. */
import type { Position } from '../../graph/document/document'

export interface Point {
  x: number
  y: number
}

/** A node or wire. */
export interface CanvasElement {
  kind: 'node' | 'edge'
  id: string
}

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
  /** Ids of the nodes that are seen whole. */
  seen: () => string[]
  /** Keeps nodes in view, all together: smaller where there is no room. */
  keep: (ids: readonly string[]) => void
  /** Width of what is seen, without its margins, in the canvas's own pixels. */
  seenWidth: () => number
  /** Width by height of the canvas on the screen. */
  aspectRatio: () => number
  /** Moves the keyboard focus to a node. */
  focusNode: (id: string) => void
  /** Moves the keyboard focus to a wire. */
  focusWire: (id: string) => void
}

export class CanvasView {
  private mounted: Camera | null = null
  private finder: ((at: Point) => CanvasElement | null) | null = null
  private pointer: Point | null = null

  /** The canvas's camera; null until it is mounted. */
  get camera(): Camera | null {
    return this.mounted
  }

  setCamera(camera: Camera | null): void {
    this.mounted = camera
  }

  /** The canvas tells what is where of a net that is only a picture; null: its nodes and wires are in the page. */
  setFinder(finder: ((at: Point) => CanvasElement | null) | null): void {
    this.finder = finder
  }

  /** What a picture has at a place, in window pixels. */
  elementAt(at: Point): CanvasElement | null {
    return this.finder?.(at) ?? null
  }

  /** The canvas notes where the pointer is, so that quick add and paste land there; null outside. */
  notePointer(point: Point | null): void {
    this.pointer = point
  }

  /** Where the pointer is over the canvas, else the middle of it, in window pixels. */
  pointerOrMiddle(): Point {
    return this.pointer ?? this.mounted?.middle() ?? { x: 200, y: 200 }
  }
}

/** Calls back when React Flow knows what the document has just become: it takes that over after the next picture. */
export function whenDrawn(callback: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(callback))
}
