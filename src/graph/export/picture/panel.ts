/** One definition on paper: where its nodes, wires and their texts are. */
import { groupBy } from '../../basics/group-by'
import { bareFace, faceSize, nodeFace } from '../../drawing/node-face'
import type { NodeFace } from '../../drawing/node-face'
import { boundsOf, boxesOverlap } from '../../drawing/geometry'
import type { Box, Point } from '../../drawing/geometry'
import { BoxIndex } from '../../drawing/box-index'
import { typeText } from '../../drawing/node-text'
import { placedWires } from '../../drawing/placed-wires'
import type { PlacedNode } from '../../drawing/placed-wires'
import { wireDetours } from '../../drawing/wire-detours'
import { LineIndex } from '../../drawing/line-index'
import { alongLine, wireLine } from '../../drawing/wire-line'
import type { WireLine } from '../../drawing/wire-line'
import type { GraphEdge, GraphNode } from '../../document/document'
import type { ModuleInference } from '../../infer/inference'
import { layOut } from '../../drawing/layered-layout'
import { lanesText } from './flows'
import type { PictureLane } from './flows'
import { textWidth } from './text-width'

export interface PanelNode extends PlacedNode {
  node: GraphNode
  face: NodeFace
}

export interface PanelLabel {
  text: string
  width: number
  at: Point
}

export interface PanelWire {
  edge: GraphEdge
  path: string
  /** From which node to which, and what flows there. */
  title: string
  wrong: boolean
  /** Middle of its baseline; null where there is no room for a text. */
  label: PanelLabel | null
  points: Float32Array
  lanes: readonly PictureLane[]
  /** What is written of them, where there is room: in one line, or one under the other. */
  numbers: readonly { label: PanelLabel; lanes: readonly PictureLane[] }[]
}

export interface Panel {
  nodes: readonly PanelNode[]
  wires: readonly PanelWire[]
  bounds: Box
  /** Where the first column of nodes begins. */
  left: number
}

export const LABEL_SIZE = 11
/** Room that a label needs beside the handles. */
const MARGIN = 24
/** From a level wire up or down to the baseline, and from a steep one down, which the text then parts in two. */
const ABOVE = 9
const BELOW = 18
const AMID = 4
/** Where along a wire its text is looked for, in turn. */
const SHARES = [0.5, 0.35, 0.65, 0.42, 0.58, 0.28, 0.72, 0.2, 0.8, 0.12, 0.88]
/** Between two texts that say the same of one output. */
const NEAR = 60
/** Height of the text over its baseline and under it. */
const ASCENT = 10
const DESCENT = 3

/**
 * Lays a definition out as it is on the canvas; nodes that were never placed are put in layers.
 * - `values`: with shapes on wires and what is set, given and learned on nodes.
 * - `lanes`: what flowed on its wires.
 */
export function makePanel(module: ModuleInference, values = true, lanes: readonly PictureLane[] = []): Panel {
  const nodes = placedNodes(module, values)
  const { wires, boxes } = placedWires(module.definition.edges, nodes)
  const detours = wireDetours(wires, boxes)
  const index = new BoxIndex(boxes)
  const labels = new TakenRoom()
  const lines = new Map(
    wires.map(({ id, source, target }) => [id, wireLine(source, target, detours.get(id) ?? null)]),
  )
  const crossing = new LineIndex([...lines.values()].map(({ points }) => points))
  const flowing = groupBy(lanes, ({ edge }) => edge)
  /** Where the type of an output is written already. */
  const saidAt = new Map<string, Point[]>()
  const drawn = module.definition.edges.flatMap((edge): PanelWire[] => {
    const line = lines.get(edge.id)
    if (line === undefined) return []
    const type = module.edges.get(edge.id)
    const text = !values || type === null || type === undefined ? '' : typeText(type)
    const ends = [edge.source, edge.target].map((id) => module.nodes.get(id)?.node.name ?? id)
    const isTaken = (box: Box) => index.hits(box) || labels.hits(box) || crossing.crosses(box, line.points)
    const found = labelOf(text, line, isTaken)
    // Wires that leave an output together carry the same: one text near there says it for all.
    const output = JSON.stringify([edge.source, edge.sourceHandle])
    const said = saidAt.get(output) ?? []
    const label = found !== null && said.some((at) => isNear(at, found.at)) ? null : found
    if (label !== null) {
      labels.add(labelBox(label))
      said.push(label.at)
      saidAt.set(output, said)
    }
    const own = flowing.get(edge.id) ?? []
    const numbers = numbersOf(own, line, isTaken)
    for (const each of numbers) labels.add(labelBox(each.label))
    const title = `${ends.join(' → ')}${text === '' ? '' : `, ${text}`}`
    const { path, points } = line
    return [{ edge, path, points, title, wrong: isWrong(edge, module), label, lanes: own, numbers }]
  })
  const labelBoxes = drawn.flatMap(({ label, numbers }) =>
    [...(label === null ? [] : [label]), ...numbers.map((each) => each.label)].map(labelBox),
  )
  const bounds = around([
    ...boxes,
    ...[...lines.values()].map(({ points }) => boundsOf(points)),
    ...labelBoxes,
  ])
  return { nodes, wires: drawn, bounds, left: around(boxes).left }
}

/** The room that a wire's text takes. */
export function labelBox({ width, at }: PanelLabel): Box {
  return { left: at.x - width / 2, right: at.x + width / 2, top: at.y - ASCENT, bottom: at.y + DESCENT }
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

function isNear(a: Point, b: Point): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < NEAR
}

function isWrong(edge: GraphEdge, module: ModuleInference): boolean {
  const findings = module.nodes.get(edge.target)?.findings ?? []
  return findings.some(
    ({ severity, edge: id, handle }) =>
      severity === 'error' && (id === edge.id || handle === edge.targetHandle),
  )
}

/** The norms of a wire's lanes in one line, or in two where it is short. */
function numbersOf(
  lanes: readonly PictureLane[],
  line: WireLine,
  isTaken: (box: Box) => boolean,
): PanelWire['numbers'] {
  const whole = labelOf(lanesText(lanes), line, isTaken)
  if (whole !== null) return [{ label: whole, lanes }]
  const found: { label: PanelLabel; lanes: PictureLane[] }[] = []
  for (const lane of lanes) {
    const isCovered = (box: Box) =>
      isTaken(box) || found.some(({ label }) => boxesOverlap(labelBox(label), box))
    const label = labelOf(lane.text, line, isCovered, [BELOW, BELOW + LABEL_SIZE + 3])
    if (label !== null) found.push({ label, lanes: [lane] })
  }
  return found
}

/** At the middle of the wire, else nearer to one of its ends, where nothing is in the way. */
function labelOf(
  text: string,
  { middle, steep, room, points }: WireLine,
  isTaken: (box: Box) => boolean,
  beside: readonly number[] = [-ABOVE, BELOW],
): PanelLabel | null {
  const width = textWidth(text, 'mono', LABEL_SIZE)
  if (text === '' || width + MARGIN > room) return null
  for (const share of SHARES) {
    const place = share === 0.5 ? { ...middle, steep } : alongLine(points, share)
    const { x, y } = place
    for (const down of place.steep ? [AMID] : beside) {
      const label = { text, width, at: { x, y: y + down } }
      if (!isTaken(labelBox(label))) return label
    }
  }
  return null
}

function around(boxes: readonly Box[]): Box {
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

/** Small boxes by the squares that they lie in. */
class TakenRoom {
  private readonly squares = new Map<string, Box[]>()

  add(box: Box): void {
    for (const key of keysOf(box)) {
      const square = this.squares.get(key)
      if (square) square.push(box)
      else this.squares.set(key, [box])
    }
  }

  hits(box: Box): boolean {
    return keysOf(box).some((key) => this.squares.get(key)?.some((other) => boxesOverlap(other, box)))
  }
}

const SQUARE = 128

function keysOf({ left, right, top, bottom }: Box): string[] {
  const keys: string[] = []
  for (let x = Math.floor(left / SQUARE); x <= Math.floor(right / SQUARE); x++)
    for (let y = Math.floor(top / SQUARE); y <= Math.floor(bottom / SQUARE); y++) keys.push(`${x} ${y}`)
  return keys
}
