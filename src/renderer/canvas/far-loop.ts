/** Keeps the picture from afar in its place: it is painted larger than what is seen, and moved with the camera until more is needed. */
import type { ReactFlowState } from '@xyflow/react'
import type { Box } from '../../graph/drawing/geometry'
import type { PaintStyle } from '../paint/paint-style'
import { visibleBox } from '../overlay/wire-shapes'
import { paintChosen, paintFar } from './far-painter'
import type { FarScene } from './far-painter'

interface FarPictures {
  resting: FarScene
  /** On its way, and painted at every picture. */
  lifted: FarScene
  /** Ids of what is selected. */
  chosen: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> }
  style: PaintStyle
}

interface Flow {
  getState: () => ReactFlowState
  subscribe: (listener: () => void) => () => void
}

/** Painted around what is seen, as a share of it. */
const MARGIN = 0.5
/** A picture that is stretched more than this is painted again at once; else when the camera rests. */
const STRETCH = 1.6
const REST_MS = 120
const MOST_DOTS = 12e6

export class FarLoop {
  private readonly back: HTMLCanvasElement
  private readonly front: HTMLCanvasElement
  private readonly flow: Flow
  private readonly stopFollowing: () => void
  private pictures: FarPictures | null = null
  private around: Box = NOWHERE
  private painted: { part: Box; zoom: number } | null = null
  private frontEmpty = true
  private handle = 0
  private rest: ReturnType<typeof setTimeout> | undefined

  /** @param back what rests @param front what is chosen or on its way */
  constructor(back: HTMLCanvasElement, front: HTMLCanvasElement, flow: Flow) {
    this.back = back
    this.front = front
    this.flow = flow
    this.stopFollowing = flow.subscribe(() => this.request())
  }

  /** Shows these from now on; what rests is painted again only where it is another. */
  show(pictures: FarPictures): void {
    const { resting, style } = this.pictures ?? {}
    this.pictures = pictures
    if (pictures.resting !== resting || pictures.style !== style) {
      this.painted = null
      this.around = around(pictures.resting)
    }
    this.request()
  }

  stop(): void {
    cancelAnimationFrame(this.handle)
    clearTimeout(this.rest)
    this.stopFollowing()
  }

  private request(): void {
    this.handle ||= requestAnimationFrame(() => {
      this.handle = 0
      this.paint()
    })
  }

  private paint(): void {
    const state = this.flow.getState()
    const zoom = state.transform[2]
    const { painted, pictures } = this
    if (pictures === null || state.width === 0) return
    const seen = visibleBox(state)
    if (painted === null || !this.reaches(painted.part, seen) || stretch(painted.zoom, zoom) > STRETCH)
      this.paintBack(seen, zoom, pictures)
    else if (painted.zoom !== zoom) this.paintAtRest()
    this.place(state)
    this.paintFront(seen, state, pictures)
  }

  /** Sharp again, once nobody moves the camera. */
  private paintAtRest(): void {
    clearTimeout(this.rest)
    this.rest = setTimeout(() => {
      this.painted = null
      this.request()
    }, REST_MS)
  }

  /** Whether a picture has all that is there of what is seen. */
  private reaches(part: Box, seen: Box): boolean {
    const needed = common(seen, this.around)
    return (
      needed === null ||
      (part.left <= needed.left &&
        part.top <= needed.top &&
        part.right >= needed.right &&
        part.bottom >= needed.bottom)
    )
  }

  private paintBack(seen: Box, zoom: number, { resting, style }: FarPictures): void {
    clearTimeout(this.rest)
    const pixelRatio = window.devicePixelRatio || 1
    const dots = (seen.right - seen.left) * (seen.bottom - seen.top) * (zoom * pixelRatio) ** 2
    const margin = dots * (1 + 2 * MARGIN) ** 2 > MOST_DOTS ? 0 : MARGIN
    const part = common(grown(seen, margin), this.around) ?? { ...seen, right: seen.left, bottom: seen.top }
    const [width, height] = [(part.right - part.left) * zoom, (part.bottom - part.top) * zoom]
    // Whole dots; a canvas that is given a size is empty.
    this.back.width = Math.ceil(width * pixelRatio)
    this.back.height = Math.ceil(height * pixelRatio)
    this.back.style.width = `${this.back.width / pixelRatio}px`
    this.back.style.height = `${this.back.height / pixelRatio}px`
    this.painted = { part, zoom }
    const context = this.back.getContext('2d')
    if (context) paintFar(context, resting, { part, zoom, pixelRatio }, style)
  }

  private place({ transform: [x, y, zoom] }: ReactFlowState): void {
    if (this.painted === null) return
    const { part, zoom: drawn } = this.painted
    const [left, top] = [x + part.left * zoom, y + part.top * zoom]
    this.back.style.transform = `translate(${left}px,${top}px) scale(${zoom / drawn})`
  }

  private paintFront(
    seen: Box,
    { width, height, transform }: ReactFlowState,
    { resting, lifted, chosen, style }: FarPictures,
  ): void {
    const { front } = this
    const isEmpty = lifted.nodes.length + chosen.nodes.size + chosen.edges.size === 0
    if (isEmpty && this.frontEmpty) return
    this.frontEmpty = isEmpty
    const pixelRatio = window.devicePixelRatio || 1
    const zoom = transform[2]
    const context = front.getContext('2d')
    if (!context) return
    const [wide, high] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)]
    if (front.width !== wide || front.height !== high) Object.assign(front, { width: wide, height: high })
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, wide, high)
    if (isEmpty) return
    paintFar(context, lifted, { part: seen, zoom, pixelRatio }, style)
    const both = <T>(a: readonly T[], b: readonly T[]) => [...a, ...b]
    const rings = {
      nodes: both(resting.nodes, lifted.nodes).filter(({ id }) => chosen.nodes.has(id)),
      wires: both(resting.wires, lifted.wires).filter(({ id }) => chosen.edges.has(id)),
    }
    paintChosen(context, rings, zoom, style)
  }
}

const NOWHERE: Box = { left: 0, top: 0, right: 0, bottom: 0 }
/** Marks stand so far out of what they belong to, in the canvas's own pixels. */
const BESIDE = 60

/** Around all that a scene shows, with its marks. */
function around({ nodes, wires }: FarScene): Box {
  const all = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  const add = ({ left, top, right, bottom }: Box) => {
    all.left = Math.min(all.left, left - BESIDE)
    all.top = Math.min(all.top, top - BESIDE)
    all.right = Math.max(all.right, right + BESIDE)
    all.bottom = Math.max(all.bottom, bottom + BESIDE)
  }
  for (const { box } of nodes) add(box)
  for (const { bounds } of wires) add(bounds)
  return all
}

function stretch(a: number, b: number): number {
  return Math.max(a / b, b / a)
}

function grown({ left, top, right, bottom }: Box, by: number): Box {
  const [x, y] = [(right - left) * by, (bottom - top) * by]
  return { left: left - x, top: top - y, right: right + x, bottom: bottom + y }
}

function common(a: Box, b: Box): Box | null {
  const box = {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
  }
  return box.left < box.right && box.top < box.bottom ? box : null
}
