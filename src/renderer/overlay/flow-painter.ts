/** Paints everything that flows on the visible wires into the one overlay canvas. */
import type { ReactFlowState } from '@xyflow/react'
import type { FlowDirection, FlowFrame } from '../../graph/frames/frame'
import { laneTrouble } from '../probes/lane-said'
import { flowKey, type FlowStore } from '../probes/flow-store'
import { dashPlace, paintLane, paintMarker, paintWaitingLane, type LaneScene } from './lane-painter'
import type { Box } from '../../graph/drawing/geometry'
import type { PaintStyle } from '../paint/paint-style'
import { ThumbnailPainter } from './thumbnail-painter'
import { ThumbnailPlaces } from './thumbnail-places'
import { type DrawnNet, drawnNet, visibleBox, type WireShape, WireShapes } from './wire-shapes'

/** What can be read at a zoom: only lanes, pictures too, or pictures with numbers. */
export type DetailLevel = 'lanes' | 'pictures' | 'numbers'

export function detailAt(zoom: number): DetailLevel {
  if (zoom < 0.4) return 'lanes'
  return zoom < 0.85 ? 'pictures' : 'numbers'
}

/** With more wires than this, dashes would cost more than they show. */
const MOVING_WIRES = 150
const DIRECTIONS: readonly FlowDirection[] = ['forward', 'backward']

export interface PaintInput {
  state: ReactFlowState
  style: PaintStyle
  /** Ids of the instances around the definition that is shown. */
  path: string[]
  store: FlowStore
  /** While a step stands still: whether a value is still to come to a wire. Null: nobody stopped. */
  waits: ((wire: string, direction: FlowDirection) => boolean) | null
  /** What is written on a wire, where that can be read. */
  text: (wire: string) => string
  /** For moving dashes; null where nothing moves. */
  now: number | null
  pixelRatio: number
  /** What lies on the canvas where that is more than React Flow has; null: what it has. */
  whole: DrawnNet | null
}

interface Lane {
  key: string
  /** Null: not yet. */
  frame: FlowFrame | null
}
type Lanes = Partial<Record<FlowDirection, Lane>>

export class FlowPainter {
  private readonly shapes = new WireShapes()
  private readonly thumbnails = new ThumbnailPainter()
  private readonly places = new ThumbnailPlaces()

  /** Paints one picture. → the wires that can be seen, and whether dashes move */
  paint(context: CanvasRenderingContext2D, input: PaintInput): { wires: WireShape[]; moves: boolean } {
    const { state, style, pixelRatio } = input
    const [x, y, zoom] = state.transform
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, context.canvas.width, context.canvas.height)
    const scale = zoom * pixelRatio
    context.setTransform(scale, 0, 0, scale, x * pixelRatio, y * pixelRatio)
    const part = visibleBox(state)
    const net = input.whole ?? drawnNet(state, part)
    const wires = this.shapes.visible(net.wires, part, input.whole === null ? input.text : () => '')
    if (input.store.size === 0 && input.waits === null) return { wires, moves: false }
    const lanes = wires.map((wire) => lanesOf(input, wire))
    const moving = input.now !== null && wires.length <= MOVING_WIRES && detailAt(zoom) !== 'lanes'
    const scene: LaneScene = { context, style, zoom, dash: moving ? dashPlace(input.now ?? 0) : null }
    wires.forEach((wire, i) => paintLanes(scene, wire, lanes[i]!))
    const { boxes } = net
    // Wires run behind nodes, and so do their lanes.
    for (const { left, top, right, bottom } of boxes) context.clearRect(left, top, right - left, bottom - top)
    if (detailAt(zoom) !== 'lanes') this.paintThumbnails(scene, wires, lanes, boxes)
    wires.forEach((wire, i) => paintMarkers(scene, wire, lanes[i]!))
    context.globalAlpha = 1
    return { wires, moves: moving && lanes.some(({ forward, backward }) => forward ?? backward) }
  }

  private paintThumbnails(
    scene: LaneScene,
    wires: readonly WireShape[],
    lanes: readonly Lanes[],
    boxes: readonly Box[],
  ): void {
    const text = detailAt(scene.zoom) === 'numbers'
    const shown = lanes.map((of) => DIRECTIONS.flatMap((direction) => of[direction] ?? []))
    const counts = shown.map((of) => of.length)
    const places = this.places.of(wires, counts, boxes, text)
    const keys = new Set<string>()
    wires.forEach((wire, i) => {
      const layout = places.get(wire.id)
      layout?.places.forEach((at, nth) => {
        const lane = shown[i]![nth]!
        keys.add(lane.key)
        const place = { at, side: layout.side, text: layout.text }
        this.thumbnails.paint(scene.context, scene.style, { ...lane, ...place })
      })
    })
    this.thumbnails.keepOnly(keys)
  }
}

function lanesOf({ path, store, waits }: PaintInput, wire: WireShape): Lanes {
  const lanes: Lanes = {}
  for (const direction of DIRECTIONS) {
    const key = flowKey({ kind: 'edge', path, edge: wire.id }, direction, 'wire')
    const entry = store.get(key)
    if (entry) lanes[direction] = { key, frame: entry.frame }
    else if (waits?.(wire.id, direction) === true) lanes[direction] = { key, frame: null }
  }
  return lanes
}

function paintLanes(scene: LaneScene, wire: WireShape, lanes: Lanes): void {
  for (const direction of DIRECTIONS) {
    const lane = lanes[direction]
    if (lane?.frame) paintLane(scene, wire, lane.frame)
    else if (lane) paintWaitingLane(scene, wire, direction)
  }
}

function paintMarkers(scene: LaneScene, wire: WireShape, lanes: Lanes): void {
  for (const direction of DIRECTIONS) {
    const lane = lanes[direction]
    if (lane?.frame && laneTrouble(lane.frame)) paintMarker(scene, wire, lane.frame)
  }
}
