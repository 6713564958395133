/** A picture that a person draws with the mouse or a pen, in the pixels that the net sees. */
import { Eraser } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { PointerEvent } from 'react'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { line } from './stroke'

interface DrawPadProps {
  label: string
  width: number
  height: number
  /** Row by row, 0 to 1. */
  values: Float32Array | null
  /** Told when a stroke ends. */
  onDraw: (values: Float32Array) => void
}

/** Of the longer side on the screen, in the page's pixels. */
const SIZE = 132

export function DrawPad({ label, width, height, values, onDraw }: DrawPadProps) {
  const { t } = useTranslation()
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef(new Float32Array(width * height))
  const last = useRef<{ x: number; y: number } | null>(null)
  useEffect(() => {
    picture.current = values?.slice() ?? new Float32Array(width * height)
    paint(canvas.current, picture.current)
  }, [values, width, height])
  const at = (event: PointerEvent<HTMLCanvasElement>) => {
    const { left, top, width: wide, height: high } = event.currentTarget.getBoundingClientRect()
    return { x: ((event.clientX - left) / wide) * width, y: ((event.clientY - top) / high) * height }
  }
  const stroke = (event: PointerEvent<HTMLCanvasElement>) => {
    const to = at(event)
    line(picture.current, { width, height }, last.current ?? to, to)
    last.current = to
    paint(canvas.current, picture.current)
  }
  const end = () => {
    if (last.current === null) return
    last.current = null
    onDraw(picture.current.slice())
  }
  const scale = SIZE / Math.max(width, height)
  return (
    <div className="flex items-start gap-1">
      <canvas
        ref={canvas}
        width={width}
        height={height}
        role="img"
        aria-label={label}
        style={{ width: width * scale, height: height * scale, imageRendering: 'pixelated' }}
        className="cursor-crosshair touch-none rounded-md ring-1 ring-line-strong"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          stroke(event)
        }}
        onPointerMove={(event) => {
          if (last.current !== null) stroke(event)
        }}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <IconButton
        icon={Eraser}
        size="sm"
        label={t('feed.clear')}
        onClick={() => onDraw(new Float32Array(width * height))}
      />
    </div>
  )
}

function paint(canvas: HTMLCanvasElement | null, picture: Float32Array): void {
  const context = canvas?.getContext('2d')
  if (!canvas || !context) return
  const image = context.createImageData(canvas.width, canvas.height)
  picture.forEach((value, at) => image.data.set([value * 255, value * 255, value * 255, 255], 4 * at))
  context.putImageData(image, 0, 0)
}
