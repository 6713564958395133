/** Sizes of nodes on the canvas as they were measured, in canvas pixels. */
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import type { Size } from '../../graph/drawing/placed-wires'

export const GRID = 10
/** Free room between a node and what is placed beside it. */
export const GAP = 114

/** Of the nodes of one document, by id. */
export class NodeSizes {
  private readonly sizes = new Map<string, Size>()

  note(id: string, size: Size): void {
    this.sizes.set(id, size)
  }

  measured(id: string): Size | undefined {
    return this.sizes.get(id)
  }

  /** As measured, or the usual size. */
  of(id: string): Size {
    return this.measured(id) ?? { width: NODE_WIDTH, height: NODE_HEIGHT }
  }
}

export function snapped(value: number): number {
  return Math.round(value / GRID) * GRID
}
