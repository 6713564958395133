/** Where a definition's nodes are and where its wires begin and end, as far as the canvas needs it to lead wires. */
import type { GraphEdge, Position } from '../document/document'
import type { Handle } from '../registry/definition'
import type { Box, Point } from './geometry'
import { portHeight } from './node-size'
import type { PlacedWire } from './wire-detours'

/** Half a handle stands out of its node. */
const HANDLE = 5

/** What is needed to know of a node on the canvas. */
export interface PlacedNode {
  id: string
  position: Position
  size: Size
  inputs: readonly Handle[]
  outputs: readonly Handle[]
}

export interface Size {
  width: number
  height: number
}

interface Place {
  box: Box
  port: (kind: 'source' | 'target', handle: string | null | undefined) => Point
}

/** Wires with an end that is not there are left out. */
export function placedWires(
  edges: readonly GraphEdge[],
  nodes: readonly PlacedNode[],
): { wires: PlacedWire[]; boxes: Box[] } {
  const places = new Map(nodes.map((node) => [node.id, placeOf(node)]))
  const wires = edges.flatMap((edge): PlacedWire[] => {
    const source = places.get(edge.source)
    const target = places.get(edge.target)
    if (source === undefined || target === undefined) return []
    return [
      {
        id: edge.id,
        source: source.port('source', edge.sourceHandle),
        target: target.port('target', edge.targetHandle),
        sourceBox: source.box,
        targetBox: target.box,
      },
    ]
  })
  return { wires, boxes: [...places.values()].map(({ box }) => box) }
}

function placeOf({ position: { x, y }, size: { width, height }, inputs, outputs }: PlacedNode): Place {
  const rows = Math.max(inputs.length, outputs.length)
  return {
    box: { left: x, top: y, right: x + width, bottom: y + height },
    port: (kind, name) => {
      const handles = kind === 'source' ? outputs : inputs
      const row = Math.max(0, handles.findIndex((handle) => handle.name === name)) // prettier-ignore
      return { x: kind === 'source' ? x + width + HANDLE : x - HANDLE, y: y + portHeight(row, rows) }
    },
  }
}
