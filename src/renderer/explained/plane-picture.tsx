/** One channel as a picture, with the window in it. */
import { useMemo, useRef } from 'react'
import type { Values, WindowPlace } from '../explain/explanation'
import { batched } from '../explain/windows'
import { clearCanvas } from '../paint/canvas-size'
import { colorMap, colorRange, paintValues } from '../paint/color-map'
import type { ColorMapKind } from '../paint/color-map'
import { paintStyle } from '../paint/paint-style'
import { useDrawing } from '../paint/use-drawing'

interface PlanePictureProps {
  label: string
  tensor: Values
  channel: number
  place: WindowPlace
  map: ColorMapKind
}

/** Longest side, in the page's pixels. */
const SIDE = 96

export function PlanePicture({ label, tensor, channel, place, map }: PlanePictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [, channels, height, width] = batched(tensor.shape)
  const scale = SIDE / Math.max(height, width)
  const values = useMemo(() => {
    const start = (place.sample * channels + channel) * height * width
    return tensor.values.subarray(start, start + height * width)
  }, [channel, channels, height, place.sample, tensor, width])
  const draw = (): void => {
    const sized = canvas.current && clearCanvas(canvas.current)
    if (!sized) return
    const style = paintStyle()
    const pixels = new Uint32Array(values.length)
    paintValues(values, colorRange(map, values), colorMap(map, style.theme), pixels)
    const source = new OffscreenCanvas(width, height)
    const bytes = new Uint8ClampedArray(pixels.buffer)
    source.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0)
    const { context } = sized
    context.imageSmoothingEnabled = scale < 1
    context.drawImage(source, 0, 0, width * scale, height * scale)
    frame(context, place, scale, style)
  }
  useDrawing(canvas, draw, nothing)
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      title={label}
      className="shrink-0 rounded-xs"
      style={{ width: Math.max(1, width * scale), height: Math.max(1, height * scale) }}
    />
  )
}

const nothing = (): (() => void) => () => undefined

/** A light line inside a dark one is seen on every colour. */
function frame(
  context: CanvasRenderingContext2D,
  { rows, columns }: WindowPlace,
  scale: number,
  { text, surface }: { text: string; surface: string },
): void {
  if (rows.length === 0 || columns.length === 0) return
  const [left, top] = [Math.min(...columns) * scale, Math.min(...rows) * scale]
  const [right, bottom] = [(Math.max(...columns) + 1) * scale, (Math.max(...rows) + 1) * scale]
  for (const [color, line] of [
    [surface, 4],
    [text, 2],
  ] as const) {
    context.strokeStyle = color
    context.lineWidth = line
    context.strokeRect(left + 1, top + 1, Math.max(1, right - left - 2), Math.max(1, bottom - top - 2))
  }
}
