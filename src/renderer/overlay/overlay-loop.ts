/** Runs the overlay canvas: paints only when something has changed, and keeps painting only while dashes move. */
import type { ReactFlowState } from '@xyflow/react'
import type { FlowDirection } from '../../graph/frames/frame'
import type { FlowStore } from '../probes/flow-store'
import { detailAt, FlowPainter } from './flow-painter'
import type { PaintedFlow, PaintInput } from './flow-painter'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import { useLookedSample } from '../probes/looked-sample'
import type { ProbeRequest } from '../probes/probe-manager'

export interface OverlayOptions {
  canvas: HTMLCanvasElement
  store: FlowStore
  flow: { getState: () => ReactFlowState; subscribe: (listener: () => void) => () => void }
  /** True while values change, i.e. while training runs. */
  running: () => boolean
  onRunning: (listener: () => void) => () => void
  path: () => string[]
  /** Which lanes are shown. */
  directions: () => readonly FlowDirection[]
  onDirections: (listener: () => void) => () => void
  /** While a step stands still: whether a value is still to come to a wire. */
  waits: () => PaintInput['waits']
  /** What is written on a wire. */
  text: PaintInput['text']
  onTexts: (listener: () => void) => () => void
  /** What lies on the canvas where that is more than React Flow has; null: what it has. */
  whole: () => PaintInput['whole']
  /** Told which lanes can be seen and how closely. */
  want: (requests: ProbeRequest[]) => void
}

/** Side of the small pictures' maps, and how many of them, as asked from the engine. */
const MAPS = { kind: 'maps', channel: 0, tiles: 9, size: 16 } as const

const MANY_WIRES = 400
const REST_MS = 150

/** Starts the loop. → the way to stop it */
export function startOverlay(options: OverlayOptions): () => void {
  const { canvas, store, flow } = options
  const context = canvas.getContext('2d')
  if (!context) return () => undefined
  const painter = new FlowPainter()
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  let handle = 0
  let wanted = ''
  let soon: ReturnType<typeof setTimeout> | undefined

  const request = (): void => {
    handle ||= requestAnimationFrame(paint)
  }
  function paint(now: number): void {
    handle = 0
    const state = flow.getState()
    const pixelRatio = fitCanvas(canvas, state)
    const moves = options.running() && !still.matches
    const input = {
      state,
      style: paintStyle(),
      path: options.path(),
      directions: options.directions(),
      store,
      waits: options.waits(),
      whole: options.whole(),
      text: options.text,
      pixelRatio,
      now: moves ? now : null,
    }
    const result = painter.paint(context!, input)
    const tell = () => {
      wanted = announce(options, result, detailAt(state.transform[2]) !== 'lanes', wanted)
    }
    clearTimeout(soon)
    // Thousands of wires are told apart when the camera rests.
    if (result.wires.length > MANY_WIRES) soon = setTimeout(tell, REST_MS)
    else tell()
    if (result.moves) request()
  }
  const stops = [
    flow.subscribe(request),
    store.subscribe(request),
    options.onRunning(request),
    options.onTexts(request),
    options.onDirections(request),
    onPaintStyle(request),
    useLookedSample.subscribe(request),
  ]
  still.addEventListener('change', request)
  request()
  return () => {
    cancelAnimationFrame(handle)
    clearTimeout(soon)
    still.removeEventListener('change', request)
    for (const stop of stops) stop()
    options.want([])
  }
}

/** Gives the canvas as many pixels as the screen has there. → pixels of the screen for one of the page */
function fitCanvas(canvas: HTMLCanvasElement, { width, height }: ReactFlowState): number {
  const pixelRatio = window.devicePixelRatio || 1
  const wide = Math.round(width * pixelRatio)
  const high = Math.round(height * pixelRatio)
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
  }
  return pixelRatio
}

/** Asks for the lanes of every visible wire, once for each change of what is visible. */
function announce(
  { want, path, directions }: OverlayOptions,
  { wires, fanOuts }: PaintedFlow,
  pictures: boolean,
  before: string,
): string {
  const around = path()
  const { sample } = useLookedSample.getState()
  const shown = directions()
  const ports = fanOuts.map(({ node, handle }) => `${node} ${handle}`)
  const seen = [...around, '', ...wires.map(({ id }) => id), '', ...ports]
  const now = [String(pictures), String(sample), shown.join(), ...seen].join('\n')
  if (now === before) return before
  const purpose = 'wire' as const
  want([
    ...wires.flatMap(({ id }) =>
      shown.map((direction) => ({
        target: { kind: 'edge' as const, path: around, edge: id },
        direction,
        purpose,
        view: pictures ? { ...MAPS, sample } : { kind: 'numbers' as const },
      })),
    ),
    ...fanOuts.map(({ node, handle }) => ({
      target: { kind: 'port' as const, path: around, node, handle },
      direction: 'backward' as const,
      purpose,
      view: { kind: 'numbers' as const },
    })),
  ])
  return now
}
