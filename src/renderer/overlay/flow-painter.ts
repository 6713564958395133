/** Paints everything that flows on the visible wires into the one overlay canvas. */
import type { ReactFlowState } from '@xyflow/react'
import type { FlowDirection, FlowFrame } from '../../graph/frames/frame'
import { laneSize, laneTrouble } from '../probes/lane-said'
import { LookHistory } from '../probes/look-history'
import { flowKey, type FlowStore } from '../probes/flow-store'
import { dashPlace, paintLane, paintMarker, paintWaitingLane, type LaneScene } from './lane-painter'
import { type FanOut, fanOutsOf, paintSum } from './fan-outs'
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
  /** Which lanes are shown. */
  directions: readonly FlowDirection[]
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

/** What was painted. */
export interface PaintedFlow {
  /** Those that can be seen. */
  wires: WireShape[]
  /** Of those, the outputs with several, where their sums can be read. */
  fanOuts: FanOut[]
  /** Whether dashes move. */
  moves: boolean
}

export class FlowPainter {
  private readonly shapes = new WireShapes()
  private readonly thumbnails = new ThumbnailPainter()
  private readonly places = new ThumbnailPlaces()
  private readonly history = new LookHistory()

  paint(context: CanvasRenderingContext2D, input: PaintInput): PaintedFlow {
    const { state, style, pixelRatio } = input
    const [x, y, zoom] = state.transform
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, context.canvas.width, context.canvas.height)
    const scale = zoom * pixelRatio
    context.setTransform(scale, 0, 0, scale, x * pixelRatio, y * pixelRatio)
    const part = visibleBox(state)
    const net = input.whole ?? drawnNet(state, part)
    const wires = this.shapes.visible(net.wires, part, input.whole === null ? input.text : () => '')
    const sums = detailAt(zoom) === 'numbers' && input.directions.includes('backward')
    const fanOuts = sums ? fanOutsOf(wires, net.wires) : []
    if (input.store.size === 0 && input.waits === null) return { wires, fanOuts, moves: false }
    const lanes = wires.map((wire) => lanesOf(input, wire))
    const moving = input.now !== null && wires.length <= MOVING_WIRES && detailAt(zoom) !== 'lanes'
    const scene: LaneScene = { context, style, zoom, dash: moving ? dashPlace(input.now ?? 0) : null }
    wires.forEach((wire, i) => paintLanes(scene, wire, lanes[i]!))
    const { boxes } = net
    // Wires run behind nodes, and so do their lanes.
    for (const { left, top, right, bottom } of boxes) context.clearRect(left, top, right - left, bottom - top)
    if (detailAt(zoom) !== 'lanes') this.paintThumbnails(scene, input, { wires, fanOuts }, lanes, boxes)
    wires.forEach((wire, i) => paintMarkers(scene, wire, lanes[i]!))
    context.globalAlpha = 1
    return { wires, fanOuts, moves: moving && lanes.some(({ forward, backward }) => forward ?? backward) }
  }

  private paintThumbnails(
    scene: LaneScene,
    input: PaintInput,
    { wires, fanOuts }: Pick<PaintedFlow, 'wires' | 'fanOuts'>,
    lanes: readonly Lanes[],
    boxes: readonly Box[],
  ): void {
    const text = detailAt(scene.zoom) === 'numbers'
    const shown = lanes.map((of) => DIRECTIONS.flatMap((direction) => of[direction] ?? []))
    const counts = shown.map((of) => of.length)
    const { pictures, sums } = this.places.of(wires, counts, boxes, text, fanOuts)
    const keys = new Set<string>()
    wires.forEach((wire, i) => {
      const layout = pictures.get(wire.id)
      layout?.places.forEach((at, nth) => {
        const lane = shown[i]![nth]!
        keys.add(lane.key)
        const place = { at, side: layout.side, text: layout.text }
        const looks = this.looksOf(lane)
        this.thumbnails.paint(scene.context, scene.style, { ...lane, ...place, looks })
      })
    })
    this.thumbnails.keepOnly(keys)
    fanOuts.forEach((each, i) => {
      const frame = input.store.get(sumKey(input.path, each))?.frame
      const box = sums[i]
      if (box && frame) paintSum(scene.context, scene.style, box, frame)
    })
  }

  /** What was seen of a lane, with what it shows now. */
  private looksOf({ key, frame }: Lane) {
    if (frame) {
      const value = laneSize(frame).rms
      this.history.add(key, { step: frame.step, value, notFinite: laneTrouble(frame) === 'notFinite' })
    }
    return this.history.looks(key)
  }
}

function sumKey(path: string[], { node, handle }: FanOut): string {
  return flowKey({ kind: 'port', path, node, handle }, 'backward', 'wire')
}

function lanesOf({ directions, path, store, waits }: PaintInput, wire: WireShape): Lanes {
  const lanes: Lanes = {}
  for (const direction of directions) {
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
