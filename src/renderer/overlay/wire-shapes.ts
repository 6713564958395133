/** The wires that can be seen and where they run, read from React Flow's store without React. */
import type { Edge, InternalNode, ReactFlowState } from '@xyflow/react'
import { alongLine, type Detour, type WireLine, wireLine } from '../../graph/drawing/wire-line'
import { type Box, boundsOf, boxesOverlap, type Point } from '../../graph/drawing/geometry'
import { EYE_ROOM, marksBox, wireLabel } from './wire-label'
import { LANE_OFFSET, offsetLine } from '../../graph/drawing/lanes'

/** One wire on the canvas. Coordinates are the canvas's own, before pan and zoom. */
export interface WireShape {
  id: string
  selected: boolean
  /** The output that it leaves. */
  node: string
  handle: string
  start: Point
  /** The wire's own line, x and y in turn. */
  line: Float32Array
  /** Around the wire with its lanes. */
  bounds: Box
  middle: Point
  /** Where the wire's shape is written, if it is. */
  label: Box | null
  /** Around the marks of hooks at its end, if it has any. */
  marks: Box | null
  /** Where a sign stands that something is wrong: near its middle, beside its text. */
  sign: Point
  forward: Path2D
  backward: Path2D
}

interface CachedShape {
  source: Point
  target: Point
  detour: Detour | null
  line: WireLine
  /** What is written on it, and the room in front of that. */
  text: string
  before: number
  spot: Point | null
  shape: WireShape
}

/** A wire with its ends. */
export interface DrawnWire {
  edge: Edge
  source: Point
  target: Point
}

/** What lies on the canvas. */
export interface DrawnNet {
  wires: readonly DrawnWire[]
  boxes: readonly Box[]
}

/** What React Flow has drawn of a part of the canvas. */
export function drawnNet(state: ReactFlowState, part: Box): DrawnNet {
  const { edges, nodeLookup } = state
  const wires = edges.flatMap((edge): DrawnWire[] => {
    const source = handlePoint(nodeLookup.get(edge.source), 'source', edge.sourceHandle)
    const target = handlePoint(nodeLookup.get(edge.target), 'target', edge.targetHandle)
    return edge.hidden === true || !source || !target ? [] : [{ edge, source, target }]
  })
  return { wires, boxes: nodeBoxes(state, part) }
}

/** The canvas's visible part. */
export function visibleBox({ transform, width, height }: ReactFlowState): Box {
  const [x, y, zoom] = transform
  return { left: -x / zoom, top: -y / zoom, right: (width - x) / zoom, bottom: (height - y) / zoom }
}

/** The boxes of the nodes in a part of the canvas. */
function nodeBoxes({ nodeLookup }: ReactFlowState, part: Box): Box[] {
  const boxes: Box[] = []
  for (const node of nodeLookup.values()) {
    const { x, y } = node.internals.positionAbsolute
    const box = {
      left: x,
      top: y,
      right: x + (node.measured.width ?? 0),
      bottom: y + (node.measured.height ?? 0),
    }
    if (box.left < part.right && part.left < box.right && box.top < part.bottom && part.top < box.bottom)
      boxes.push(box)
  }
  return boxes
}

/** Keeps what was worked out for each wire until one of its ends moves. */
export class WireShapes {
  private cache = new Map<string, CachedShape>()

  /** Shapes of the wires that may be seen in `part`. - `text`: what is written on one */
  visible(wires: Iterable<DrawnWire>, part: Box, text: (wire: string) => string): WireShape[] {
    const shapes: WireShape[] = []
    const kept = new Map<string, CachedShape>()
    for (const { edge, source, target } of wires) {
      const cached = this.cached(edge, source, target)
      kept.set(edge.id, cached)
      cached.shape.selected = edge.selected === true
      noteTexts(edge, target, text(edge.id), cached)
      if (boxesOverlap(cached.shape.bounds, part)) shapes.push(cached.shape)
    }
    this.cache = kept
    return shapes
  }

  private cached(edge: Edge, source: Point, target: Point): CachedShape {
    const detour = (edge.data?.detour ?? null) as Detour | null
    const known = this.cache.get(edge.id)
    if (known?.detour === detour && samePoint(known.source, source) && samePoint(known.target, target))
      return known
    const line = wireLine(source, target, detour)
    // What flows forward is on top, also on a wire that runs back to the left.
    const above = target.x < source.x ? -LANE_OFFSET : LANE_OFFSET
    const shape = {
      id: edge.id,
      selected: false,
      node: edge.source,
      handle: edge.sourceHandle ?? '',
      start: source,
      line: line.points,
      bounds: grown(boundsOf(line.points), LANE_OFFSET + 2),
      middle: line.middle,
      label: null,
      marks: null,
      sign: line.middle,
      forward: lanePath(line, above),
      backward: lanePath(line, -above),
    }
    return { source, target, detour, line, text: '', before: 0, spot: null, shape }
  }
}

/** Works out the room that the wire's marks and its text take, the text's once for each text and place of the marks. */
function noteTexts({ data }: Edge, end: Point, text: string, cached: CachedShape): void {
  const before = data?.marked === true ? EYE_ROOM : 0
  const hooks = Array.isArray(data?.hooks) ? data.hooks : []
  const detour = (data?.detour ?? null) as Detour | null
  const aside = typeof data?.aside === 'number' ? data.aside : 0
  const marks = marksBox({ hooks, detour, aside }, end)
  const spot = (data?.spot ?? null) as Point | null
  const moved =
    marks?.left !== cached.shape.marks?.left || spot?.x !== cached.spot?.x || spot?.y !== cached.spot?.y
  cached.shape.marks = marks
  if (cached.text === text && cached.before === before && !moved) return
  cached.text = text
  cached.before = before
  cached.spot = spot
  cached.shape.label = wireLabel(cached.line, text, { before, marks, spot })?.box ?? null
  cached.shape.sign = signPlace(cached.line, cached.shape.label)
}

/** Around a sign, with the offset of its lane. */
const SIGN = 12

function signPlace({ points, middle }: WireLine, label: Box | null): Point {
  const clear = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]
    .map((share) => alongLine(points, share))
    .find(({ x, y }) => {
      const box = { left: x - SIGN, right: x + SIGN, top: y - SIGN, bottom: y + SIGN }
      return label === null || !boxesOverlap(label, box)
    })
  return clear ?? middle
}

function grown({ left, top, right, bottom }: Box, by: number): Box {
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by }
}

function samePoint(a: Point, b: Point): boolean {
  return a.x === b.x && a.y === b.y
}

/** The lane as one path, always from the source to the target. */
function lanePath(line: WireLine, offset: number): Path2D {
  const points = offsetLine(line.points, offset)
  const path = new Path2D()
  path.moveTo(points[0]!, points[1]!)
  for (let i = 2; i < points.length; i += 2) path.lineTo(points[i]!, points[i + 1]!)
  return path
}

/** Where React Flow starts and ends wires: the outer side of a right (source) or left (target) handle. */
function handlePoint(
  node: InternalNode | undefined,
  type: 'source' | 'target',
  id: string | null | undefined,
): Point | null {
  const handles = node?.internals.handleBounds?.[type]
  const handle = id ? handles?.find((candidate) => candidate.id === id) : handles?.[0]
  if (!node || !handle) return null
  const { x, y } = node.internals.positionAbsolute
  const across = type === 'source' ? handle.width : 0
  return { x: x + handle.x + across, y: y + handle.y + handle.height / 2 }
}
