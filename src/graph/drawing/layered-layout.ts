/** Places for nodes that have none: layers from left to right, each node one layer after what it reads. */
import type { GraphEdge, GraphNode } from '../document/document'
import { inputHandles, outputHandles } from '../nodes/handles'

const COLUMN = 240
/** Height of a node with one port at each side and the room under it; what several ports add, and each of them. */
const ROW = 110
const PORTS = 8
const PORT = 20
/** Layers side by side, at least. */
const SHORTEST = 6

/** The nodes at their places. The edges must go in no circle, and each from an earlier node of the list to a later one. */
export function layOut(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): GraphNode[] {
  const layers = layersOf(nodes, edges)
  const incoming = grouped(edges, (edge) => edge.target)
  const members: GraphNode[][] = []
  for (const node of nodes) (members[layers.get(node.id) ?? 0] ??= []).push(node)
  const places = new Map<string, { x: number; y: number }>()
  // A long chain is broken into rows, about as wide as a screen is for its height.
  const longest = Math.max(SHORTEST, Math.ceil(Math.sqrt(1.5 * members.length)))
  let top = 0
  for (let first = 0; first < members.length; first += longest) {
    const band = members.slice(first, first + longest)
    const heights = band.map((layer) =>
      (layer ?? []).map((node) => heightOf(node, incoming.get(node.id) ?? [])),
    )
    const totals = heights.map((each) => each.reduce((sum, height) => sum + height, 0))
    const tallest = Math.max(...totals)
    band.forEach((layer, column) => {
      let y = top + (tallest - totals[column]!) / 2
      layer?.forEach((node, row) => {
        places.set(node.id, { x: column * COLUMN, y })
        y += heights[column]![row]!
      })
    })
    top += tallest + ROW
  }
  return nodes.map((node) => ({ ...node, position: places.get(node.id) ?? node.position }))
}

function heightOf(node: GraphNode, incoming: readonly GraphEdge[]): number {
  const wired = incoming.map(({ targetHandle }) => targetHandle)
  const context = { modules: {} }
  const ports = Math.max(
    inputHandles(node, context, wired).length,
    outputHandles(node, context).length,
    new Set(wired).size,
  )
  return ports > 1 ? ROW + PORTS + ports * PORT : ROW
}

/** The longest way from a start to each node; what only feeds others stands right before its first reader. */
function layersOf(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): Map<string, number> {
  const layers = new Map(nodes.map(({ id }) => [id, 0]))
  const incoming = grouped(edges, (edge) => edge.target)
  const outgoing = grouped(edges, (edge) => edge.source)
  for (const { id } of nodes)
    for (const { source } of incoming.get(id) ?? [])
      layers.set(id, Math.max(layers.get(id) ?? 0, (layers.get(source) ?? 0) + 1))
  for (const { id } of nodes) {
    const readers = outgoing.get(id) ?? []
    if (incoming.has(id) || readers.length === 0) continue
    layers.set(id, Math.max(0, Math.min(...readers.map(({ target }) => layers.get(target) ?? 0)) - 1))
  }
  return layers
}

function grouped(edges: readonly GraphEdge[], keyOf: (edge: GraphEdge) => string): Map<string, GraphEdge[]> {
  const groups = new Map<string, GraphEdge[]>()
  for (const edge of edges) {
    const group = groups.get(keyOf(edge))
    if (group === undefined) groups.set(keyOf(edge), [edge])
    else group.push(edge)
  }
  return groups
}
