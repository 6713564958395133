/** What of a large net React Flow is given: what lies in the part that is shown, and what is in hand. */
import type { Position } from '../../graph/document/document'
import { type Box, lineTouches } from '../../graph/drawing/geometry'
import { wireLine } from '../../graph/drawing/wire-line'
import type { ModuleInference } from '../../graph/infer/inference'
import type { ModuleMarks } from '../hooks/marks'
import type { CanvasElement } from '../editing/canvas-view'
import type { DrawnNet } from '../overlay/wire-shapes'
import type { LayerFlowNode, WireFlowEdge } from './flow-elements'
import { KeptElements } from './kept-elements'
import type { MappedWire, NetMap } from './net-map'
import type { ShownPart } from './shown-part'

export interface LargeNet {
  module: ModuleInference
  marks: ModuleMarks
  nodes: readonly LayerFlowNode[]
  /** Lies as the nodes do, in their order. */
  map: NetMap
  /** The wires of these ids. */
  edgesOf: (ids: ReadonlySet<string>) => WireFlowEdge[]
}

/** Where all of it lies, for the canvas over the wires. */
export function drawnFrom({ map }: LargeNet): DrawnNet {
  const wires = map.wires.map(({ id, from, to, source, target, detour }) => ({
    edge: { id, source: from, target: to, data: { detour } },
    source,
    target,
  }))
  return { wires, boxes: map.nodes.map(({ box }) => box) }
}

/** What only the canvas knows of its elements. */
export interface ElementStates {
  selected: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> }
  measured: ReadonlyMap<string, { width: number; height: number }>
  dragged: ReadonlyMap<string, Position>
  /** Under the pointer, and with the keyboard. */
  inHand: readonly CanvasElement[]
}

/** Ids of the nodes that have to be there. */
function shownNodes(
  { nodes, map }: Pick<LargeNet, 'nodes' | 'map'>,
  part: ShownPart,
  states: ElementStates,
): Set<string> {
  const shown = new Set(states.dragged.keys())
  const add = (node: LayerFlowNode | undefined) => {
    if (node !== undefined) shown.add(node.id)
  }
  // The way in for the Tab key.
  add(nodes[0])
  for (const { kind, id } of states.inHand) {
    if (kind === 'edge') {
      const wire = map.wires.find((each) => each.id === id)
      if (wire !== undefined) for (const end of [wire.from, wire.to]) shown.add(end)
      continue
    }
    // Those before and after it, where the Tab key leads.
    const at = nodes.findIndex((node) => node.id === id)
    for (const beside of [at - 1, at, at + 1]) add(nodes[beside])
  }
  if (part.kind === 'far') return shown
  for (const { id } of map.nodesIn(part.box)) shown.add(id)
  for (const wire of map.wiresIn(part.box)) {
    if (!shown.has(wire.from) && !shown.has(wire.to) && !passes(wire, part.box)) continue
    shown.add(wire.from)
    shown.add(wire.to)
  }
  return shown
}

function passes({ source, target, detour }: MappedWire, box: Box): boolean {
  return lineTouches(wireLine(source, target, detour).points, box)
}

/** Makes the elements and remembers them: what has not changed keeps its identity. */
export class ShownElements {
  private readonly nodes = new KeptElements<LayerFlowNode>()
  private readonly edges = new KeptElements<WireFlowEdge>()

  of(
    net: LargeNet,
    part: ShownPart,
    states: ElementStates,
  ): { nodes: LayerFlowNode[]; edges: WireFlowEdge[] } {
    const ids = shownNodes(net, part, states)
    const nodes = net.nodes.filter(({ id }) => ids.has(id)).map((node) => this.node(node, net.map, states))
    const inHand = part.kind === 'far' ? new Set(states.inHand.map(({ id }) => id)) : null
    const wires = net.map.wires.filter(
      ({ id, from, to }) => (inHand?.has(id) ?? true) && ids.has(from) && ids.has(to),
    )
    const edges = net.edgesOf(new Set(wires.map(({ id }) => id))).map((edge) => this.edge(edge, states))
    return { nodes: this.nodes.take(byId(nodes)), edges: this.edges.take(byId(edges)) }
  }

  /** With a size from the first, so that it is there at once; React Flow hides what it has not measured. */
  private node(
    node: LayerFlowNode,
    map: NetMap,
    { selected, measured, dragged }: ElementStates,
  ): LayerFlowNode {
    const known = this.nodes.get(node.id)
    const next = {
      ...node,
      selected: selected.nodes.has(node.id),
      measured: measured.get(node.id) ?? known?.measured ?? sizeIn(map, node.id),
      position: dragged.get(node.id) ?? node.position,
    }
    return same(known, next) ?? next
  }

  private edge(edge: WireFlowEdge, { selected, dragged }: ElementStates): WireFlowEdge {
    const moves = dragged.has(edge.source) || dragged.has(edge.target)
    const known = this.edges.get(edge.id)
    const next = { ...edge, selected: selected.edges.has(edge.id) }
    // While an end moves it looks for no way around nodes.
    if (moves && edge.data !== undefined && edge.data.detour !== null)
      next.data =
        known?.data?.detour === null && known.data.name === edge.data.name
          ? known.data
          : { ...edge.data, detour: null, aside: 0, spot: null }
    return same(known, next) ?? next
  }
}

function byId<T extends { id: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((each) => [each.id, each]))
}

function sizeIn(map: NetMap, id: string): { width: number; height: number } | undefined {
  const box = map.node(id)?.box
  return box && { width: box.right - box.left, height: box.bottom - box.top }
}

/** The element that was there before, if nothing of it has changed. */
function same<T extends object>(before: T | undefined, next: T): T | undefined {
  if (before === undefined) return undefined
  const keys = Object.keys(next) as (keyof T)[]
  return keys.every((key) => before[key] === next[key]) ? before : undefined
}
