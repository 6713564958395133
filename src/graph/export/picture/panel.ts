/** One definition on paper: where its nodes, wires and their texts are. */
import { groupBy } from '../../basics/group-by'
import { bareFace, faceSize, nodeFace } from '../../drawing/node-face'
import type { NodeFace } from '../../drawing/node-face'
import { boundsOf } from '../../drawing/geometry'
import type { Box, Point } from '../../drawing/geometry'
import { typeText } from '../../drawing/node-text'
import { placedWires } from '../../drawing/placed-wires'
import type { PlacedNode } from '../../drawing/placed-wires'
import { wireDetours } from '../../drawing/wire-detours'
import { wireLine } from '../../drawing/wire-line'
import type { WireLine } from '../../drawing/wire-line'
import type { GraphEdge, GraphNode } from '../../document/document'
import type { ModuleInference } from '../../infer/inference'
import { layOut } from '../../drawing/layered-layout'
import type { PictureLane } from './flows'

export interface PanelNode extends PlacedNode {
  node: GraphNode
  face: NodeFace
}

export interface PanelLabel {
  text: string
  width: number
  /** Middle of its baseline. */
  at: Point
}

export interface PanelWire {
  edge: GraphEdge
  line: WireLine
  /** What flows there, as it would be written; empty: nothing is. */
  text: string
  /** From which node to which, and what flows there. */
  title: string
  wrong: boolean
  /** Null where there is no room for a text, or none was looked for. */
  label: PanelLabel | null
  lanes: readonly PictureLane[]
  /** What is written of them, where there is room: in one line, or one under the other. */
  numbers: readonly { label: PanelLabel; lanes: readonly PictureLane[] }[]
}

export interface Panel {
  nodes: readonly PanelNode[]
  /** Those of the nodes. */
  boxes: readonly Box[]
  wires: readonly PanelWire[]
  bounds: Box
  /** Where the first column of nodes begins. */
  left: number
}

/**
 * Lays a definition out as it is on the canvas, without the texts of wires; nodes that were never placed are put in layers.
 * - `values`: with shapes on wires and what is set, given and learned on nodes.
 * - `lanes`: what flowed on its wires.
 */
export function makePanel(module: ModuleInference, values = true, lanes: readonly PictureLane[] = []): Panel {
  const nodes = placedNodes(module, values)
  const placed = placedWires(module.definition.edges, nodes)
  const { boxes } = placed
  const detours = wireDetours(placed.wires, boxes)
  const lines = new Map(
    placed.wires.map(({ id, source, target }) => [id, wireLine(source, target, detours.get(id) ?? null)]),
  )
  const flowing = groupBy(lanes, ({ edge }) => edge)
  const wires = module.definition.edges.flatMap((edge): PanelWire[] => {
    const line = lines.get(edge.id)
    if (line === undefined) return []
    const type = module.edges.get(edge.id)
    const text = !values || type === null || type === undefined ? '' : typeText(type)
    const ends = [edge.source, edge.target].map((id) => module.nodes.get(id)?.node.name ?? id)
    const title = `${ends.join(' → ')}${text === '' ? '' : `, ${text}`}`
    const wrong = isWrong(edge, module)
    return [{ edge, line, text, title, wrong, label: null, lanes: flowing.get(edge.id) ?? [], numbers: [] }]
  })
  const bounds = around([...boxes, ...wires.map(({ line }) => boundsOf(line.points))])
  return { nodes, boxes, wires, bounds, left: around(boxes).left }
}

function placedNodes(module: ModuleInference, values: boolean): PanelNode[] {
  const { nodes, edges } = module.definition
  const first = nodes[0]?.position
  const unplaced =
    nodes.length > 1 && nodes.every(({ position: { x, y } }) => x === first?.x && y === first.y)
  const ordered = module.order.sequence.flatMap((at) => nodes[at] ?? [])
  const placed = unplaced && ordered.length === nodes.length ? layOut(ordered, edges) : nodes
  return placed.map((node) => {
    const face = values ? nodeFace(node, module) : bareFace(nodeFace(node, module))
    const { id, position } = node
    return { id, node, position, face, size: faceSize(face), inputs: face.inputs, outputs: face.outputs }
  })
}

function isWrong(edge: GraphEdge, module: ModuleInference): boolean {
  const findings = module.nodes.get(edge.target)?.findings ?? []
  return findings.some(
    ({ severity, edge: id, handle }) =>
      severity === 'error' && (id === edge.id || handle === edge.targetHandle),
  )
}

/** The least box that holds them all. */
export function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { left: 0, top: 0, right: 0, bottom: 0 }
  const all = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (const { left, top, right, bottom } of boxes) {
    all.left = Math.min(all.left, left)
    all.top = Math.min(all.top, top)
    all.right = Math.max(all.right, right)
    all.bottom = Math.max(all.bottom, bottom)
  }
  return all
}
