/** Where everything of a definition lies on the canvas: to be painted from afar, and found under the pointer. */
import type { GraphEdge } from '../../graph/document/document'
import { type Box, boxesOverlap, lineTouches, type Point } from '../../graph/drawing/geometry'
import { placedWires, type Size } from '../../graph/drawing/placed-wires'
import { type Detour, wireLine } from '../../graph/drawing/wire-line'
import type { CanvasNode } from './detour-keeper'

export interface MappedNode {
  id: string
  box: Box
}

export interface MappedWire {
  id: string
  source: Point
  target: Point
  /** Ids of the nodes at its ends. */
  from: string
  to: string
  detour: Detour | null
  bounds: Box
}

export class NetMap {
  /** In the order in which they lie over each other. */
  readonly nodes: readonly MappedNode[]
  readonly wires: readonly MappedWire[]
  /** Around all nodes; null where there is none. */
  readonly bounds: Box | null
  private readonly byId: ReadonlyMap<string, MappedNode>

  constructor(
    nodes: readonly CanvasNode[],
    edges: readonly GraphEdge[],
    { detours, sizeOf }: { detours: ReadonlyMap<string, Detour>; sizeOf: (id: string) => Size },
  ) {
    const placed = nodes.map((node) => ({
      ...node.data,
      id: node.id,
      position: node.position,
      size: sizeOf(node.id),
    }))
    const { wires, boxes } = placedWires(edges, placed)
    this.nodes = nodes.map((node, at) => ({ id: node.id, box: boxes[at]! }))
    this.byId = new Map(this.nodes.map((each) => [each.id, each]))
    const ends = new Map(edges.map((edge) => [edge.id, edge]))
    this.wires = wires.map(({ id, source, target }) => {
      const detour = detours.get(id) ?? null
      const { source: from, target: to } = ends.get(id)!
      return { id, source, target, from, to, detour, bounds: boundsOfWire(source, target, detour) }
    })
    this.bounds = around(boxes)
  }

  node(id: string): MappedNode | undefined {
    return this.byId.get(id)
  }

  /** The topmost node at a place. */
  nodeAt({ x, y }: Point): string | null {
    const found = this.nodes.findLast(
      ({ box }) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom,
    )
    return found?.id ?? null
  }

  /** The topmost wire that runs at most `reach` beside a place. */
  wireAt({ x, y }: Point, reach: number): string | null {
    const near = { left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }
    const found = this.wires.findLast(
      ({ bounds, source, target, detour }) =>
        boxesOverlap(bounds, near) && lineTouches(wireLine(source, target, detour).points, near),
    )
    return found?.id ?? null
  }

  nodesIn(part: Box): MappedNode[] {
    return this.nodes.filter(({ box }) => boxesOverlap(box, part))
  }

  wiresIn(part: Box): MappedWire[] {
    return this.wires.filter(({ bounds }) => boxesOverlap(bounds, part))
  }
}

function boundsOfWire(source: Point, target: Point, detour: Detour | null): Box {
  const xs = [source.x, target.x, detour?.out ?? source.x, detour?.back ?? target.x]
  const ys = [source.y, target.y, detour?.level ?? source.y]
  // A level wire has a height, too, so that it overlaps what it crosses.
  return {
    left: Math.min(...xs),
    right: Math.max(...xs) + 1,
    top: Math.min(...ys),
    bottom: Math.max(...ys) + 1,
  }
}

function around(boxes: readonly Box[]): Box | null {
  const [first, ...others] = boxes
  if (first === undefined) return null
  const all = { ...first }
  for (const { left, top, right, bottom } of others) {
    all.left = Math.min(all.left, left)
    all.top = Math.min(all.top, top)
    all.right = Math.max(all.right, right)
    all.bottom = Math.max(all.bottom, bottom)
  }
  return all
}
