/** Sizes of nodes on the canvas, in its own pixels; the node component is drawn to them. */

export const NODE_WIDTH = 196
/** What auto-layout and placement count with until a node has been measured. */
export const NODE_HEIGHT = 84

/** Distance of a port from the node's top: in its head, or in a row of its own where there are several. */
export function portHeight(row: number, rows: number): number {
  return rows <= 1 ? 18 : 51 + row * 20
}
