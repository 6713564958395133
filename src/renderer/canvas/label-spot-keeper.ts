/** Keeps the places of texts that have left their usual one until wires or texts have changed. */
import type { GraphEdge } from '../../graph/document/document'
import type { Point } from '../../graph/drawing/geometry'
import { placedWires } from '../../graph/drawing/placed-wires'
import { type Detour, wireLine } from '../../graph/drawing/wire-line'
import type { NodeSizes } from '../editing/node-metrics'
import { labelSpots } from '../overlay/label-spots'
import { marksBox } from '../overlay/wire-label'
import { type CanvasNode, placed } from './detour-keeper'

/** What a wire's text depends on beside its ends. */
export interface TextData {
  label: string
  marked: boolean
  hooks: readonly unknown[]
  aside: number
}

/** Where nodes lie, and which of them move. */
export interface Placing {
  nodes: readonly CanvasNode[]
  dragged: ReadonlyMap<string, unknown>
}

export class LabelSpotKeeper {
  private readonly sizes: NodeSizes
  private known: { detours: ReadonlyMap<string, Detour> | null; texts: string } = { detours: null, texts: '' }
  private spots: ReadonlyMap<string, Point> = new Map()

  constructor(sizes: NodeSizes) {
    this.sizes = sizes
  }

  /** - `detours`: the same map while no node and no wire has moved. While nodes are dragged, texts of their wires follow the wires. */
  of(
    edges: readonly GraphEdge[],
    data: ReadonlyMap<string, TextData>,
    detours: ReadonlyMap<string, Detour>,
    { nodes, dragged }: Placing,
  ): ReadonlyMap<string, Point> {
    if (dragged.size > 0) {
      const ends = new Map(edges.map(({ id, source, target }) => [id, [source, target]]))
      this.known.detours = null
      this.spots = new Map(
        [...this.spots].filter(([id]) => ends.get(id)?.some((end) => dragged.has(end)) === false),
      )
      return this.spots
    }
    const texts = JSON.stringify(
      [...data].map(([id, { label, marked, hooks, aside }]) => [id, label, marked, hooks.length, aside]),
    )
    if (this.known.detours === detours && this.known.texts === texts) return this.spots
    this.known = { detours, texts }
    const { wires, boxes } = placedWires(
      edges,
      nodes.map((node) => placed(node, this.sizes)),
    )
    const labelled = wires.flatMap(({ id, source, target }) => {
      const of = data.get(id)
      if (of === undefined) return []
      const detour = detours.get(id) ?? null
      const marks = marksBox({ hooks: of.hooks, aside: of.aside, detour }, target)
      return [{ id, line: wireLine(source, target, detour), text: of.label, marked: of.marked, marks }]
    })
    this.spots = labelSpots(labelled, boxes)
    return this.spots
  }
}
