import { Panel, useStoreApi } from '@xyflow/react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import type { PointerEvent as ReactPointerEvent } from 'react'
import type { Box } from '../../graph/drawing/geometry'
import { visibleBox } from '../overlay/wire-shapes'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import type { PaintStyle } from '../paint/paint-style'
import { useTranslation } from '../texts/use-translation'
import type { NetMap } from './net-map'

const SIZE = { width: 200, height: 150 }
/** Around the net, as a share of its size. */
const MARGIN = 0.05

/** The small map of a large net: its nodes are painted once, the frame of what is seen at every move. Dragging moves the camera. */
export function NetMinimap({ map }: { map: NetMap }) {
  const { t } = useTranslation()
  const flow = useStoreApi()
  const canvas = useRef<HTMLCanvasElement>(null)
  const style = useSyncExternalStore(onPaintStyle, paintStyle)
  useEffect(() => {
    const element = canvas.current
    if (element === null || map.bounds === null) return undefined
    const whole = withMargin(map.bounds)
    const nodes = nodesPicture(map, whole, style)
    let handle = 0
    const paint = () => {
      handle = 0
      paintMap(element, nodes, { whole, seen: visibleBox(flow.getState()) }, style)
    }
    const request = () => {
      handle ||= requestAnimationFrame(paint)
    }
    request()
    const stop = flow.subscribe(request)
    return () => {
      stop()
      cancelAnimationFrame(handle)
    }
  }, [flow, map, style])
  const look = (event: ReactPointerEvent) => {
    if (map.bounds === null || event.buttons !== 1) return
    event.currentTarget.setPointerCapture(event.pointerId)
    const { left, top } = event.currentTarget.getBoundingClientRect()
    const { part, scale } = placed(withMargin(map.bounds))
    const at = { x: part.left + (event.clientX - left) / scale, y: part.top + (event.clientY - top) / scale }
    const { panZoom, transform, width, height } = flow.getState()
    const zoom = transform[2]
    void panZoom?.setViewport({ x: width / 2 - at.x * zoom, y: height / 2 - at.y * zoom, zoom })
  }
  return (
    <Panel position="bottom-right" className="react-flow__minimap">
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('canvas.minimap')}
        className="block cursor-pointer"
        style={SIZE}
        onPointerDown={look}
        onPointerMove={look}
      />
    </Panel>
  )
}

function paintMap(
  canvas: HTMLCanvasElement,
  nodes: HTMLCanvasElement,
  { whole, seen }: { whole: Box; seen: Box },
  style: PaintStyle,
): void {
  const context = sized(canvas)
  if (context === null) return
  context.clearRect(0, 0, SIZE.width, SIZE.height)
  context.drawImage(nodes, 0, 0, SIZE.width, SIZE.height)
  const { part, scale } = placed(whole)
  const left = (seen.left - part.left) * scale
  const top = (seen.top - part.top) * scale
  context.beginPath()
  context.rect(0, 0, SIZE.width, SIZE.height)
  context.rect(left, top, (seen.right - seen.left) * scale, (seen.bottom - seen.top) * scale)
  context.globalAlpha = 0.7
  context.fillStyle = style.canvas
  context.fill('evenodd')
  context.globalAlpha = 1
}

function nodesPicture(map: NetMap, whole: Box, style: PaintStyle): HTMLCanvasElement {
  const picture = document.createElement('canvas')
  const context = sized(picture)
  if (context === null) return picture
  const { part, scale } = placed(whole)
  context.fillStyle = style.lineStrong
  for (const { box } of map.nodes)
    context.fillRect(
      (box.left - part.left) * scale,
      (box.top - part.top) * scale,
      Math.max(1, (box.right - box.left) * scale),
      Math.max(1, (box.bottom - box.top) * scale),
    )
  return picture
}

/** As many dots as the screen has there. */
function sized(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const pixelRatio = window.devicePixelRatio || 1
  const [width, height] = [SIZE.width * pixelRatio, SIZE.height * pixelRatio]
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  context?.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
  return context
}

/** The part of the canvas that the map shows, with the net in its middle, and the map's pixels for one of the canvas. */
function placed(whole: Box): { part: Box; scale: number } {
  const [width, height] = [whole.right - whole.left, whole.bottom - whole.top]
  const scale = Math.min(SIZE.width / width, SIZE.height / height)
  const [x, y] = [(SIZE.width / scale - width) / 2, (SIZE.height / scale - height) / 2]
  return {
    part: { left: whole.left - x, top: whole.top - y, right: whole.right + x, bottom: whole.bottom + y },
    scale,
  }
}

function withMargin({ left, top, right, bottom }: Box): Box {
  const by = MARGIN * Math.max(right - left, bottom - top)
  return { left: left - by, top: top - by, right: right + by, bottom: bottom + by }
}
