/** Keeps the detours of a canvas's wires until nodes or wires have moved. */
import type { GraphEdge, Position } from '../../graph/document/document'
import type { Handle } from '../../graph/registry/definition'
import { type PlacedNode, placedWires } from '../../graph/drawing/placed-wires'
import { type PlacedWire, wireDetours } from '../../graph/drawing/wire-detours'
import type { Detour } from '../../graph/drawing/wire-line'
import type { NodeSizes } from '../editing/node-metrics'

/** What is needed to know of a node on the canvas. */
export interface CanvasNode {
  id: string
  position: Position
  measured?: { width?: number; height?: number }
  data: { inputs: readonly Handle[]; outputs: readonly Handle[] }
}

export class DetourKeeper {
  private readonly sizes: NodeSizes
  private known: readonly number[] = []
  private ids: readonly string[] = []
  private detours: ReadonlyMap<string, Detour> = new Map()
  /** What the detours were found for, to see without looking closer that nothing has moved. */
  private seen: { edges: readonly GraphEdge[]; nodes: readonly CanvasNode[] } = { edges: [], nodes: [] }

  constructor(sizes: NodeSizes) {
    this.sizes = sizes
  }

  /** While nodes are dragged, only their own wires look for a new way; all do when they have been let go. */
  of(
    edges: readonly GraphEdge[],
    nodes: readonly CanvasNode[],
    dragged: ReadonlyMap<string, unknown>,
  ): ReadonlyMap<string, Detour> {
    const before = this.seen
    this.seen = { edges, nodes }
    if (
      dragged.size === 0 &&
      this.known.length > 0 &&
      before.edges === edges &&
      before.nodes.length === nodes.length &&
      nodes.every((node, at) => isAsPlaced(node, before.nodes[at]!))
    )
      return this.detours
    const { wires, boxes } = placedWires(
      edges,
      nodes.map((node) => placed(node, this.sizes)),
    )
    if (dragged.size > 0) {
      const moving = new Set(
        edges.filter(({ source, target }) => dragged.has(source) || dragged.has(target)).map(({ id }) => id),
      )
      const own = wireDetours(
        wires.filter(({ id }) => moving.has(id)),
        boxes,
      )
      const others = [...this.detours].filter(([id]) => !moving.has(id))
      this.known = []
      this.detours = new Map([...others, ...own])
      return this.detours
    }
    const now = [
      ...boxes.flatMap(({ left, top, right, bottom }) => [left, top, right, bottom]),
      ...wires.flatMap(endsOf),
    ]
    const ids = wires.map(({ id }) => id)
    if (same(now, this.known) && same(ids, this.ids)) return this.detours
    this.known = now
    this.ids = ids
    this.detours = wireDetours(wires, boxes)
    return this.detours
  }
}

function isAsPlaced(a: CanvasNode, b: CanvasNode): boolean {
  return (
    a === b ||
    (a.id === b.id &&
      a.position === b.position &&
      a.measured === b.measured &&
      a.data.inputs === b.data.inputs &&
      a.data.outputs === b.data.outputs)
  )
}

/** A node with its size, as it was measured or as it usually is. */
export function placed(
  { id, position, measured, data: { inputs, outputs } }: CanvasNode,
  sizes: NodeSizes,
): PlacedNode {
  const usual = sizes.of(id)
  const size = { width: measured?.width ?? usual.width, height: measured?.height ?? usual.height }
  return { id, position, size, inputs, outputs }
}

function endsOf({ source, target }: PlacedWire): number[] {
  return [source.x, source.y, target.x, target.y]
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}
