/** Sizes of nodes on the canvas, in canvas pixels; the node component is drawn to them. */

export const NODE_WIDTH = 196
/** What auto-layout and placement count with until a node has been measured. */
export const NODE_HEIGHT = 84
export const GRID = 10
/** Distance of a port from the node's top: in its head, or in a row of its own where there are several. */
export function portHeight(row: number, rows: number): number {
  return rows <= 1 ? 18 : 51 + row * 20
}

/** Free room between a node and what is placed beside it. */
export const GAP = 114

interface Size {
  width: number
  height: number
}

const sizes = new Map<string, Size>()

export function noteSize(id: string, size: Size): void {
  sizes.set(id, size)
}

/** As measured, or the usual size. */
export function sizeOf(id: string): Size {
  return sizes.get(id) ?? { width: NODE_WIDTH, height: NODE_HEIGHT }
}

export function snapped(value: number): number {
  return Math.round(value / GRID) * GRID
}
