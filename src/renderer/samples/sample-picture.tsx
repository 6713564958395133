/** One sample as a small picture: its channels as colours, or as one map; what is no picture is told by its first numbers. */
import { useEffect, useRef } from 'react'
import { colorMap, colorRange, paintValues } from '../paint/color-map'
import { paintStyle } from '../paint/paint-style'
import { numberText } from '../texts/number-text'

interface SamplePictureProps {
  values: Float32Array
  /** Of the sample alone. */
  shape: readonly number[]
}

const MOST_NUMBERS = 2

export function SamplePicture({ values, shape }: SamplePictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = pictureSize(shape)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context && size) context.putImageData(pixelsOf(values, size), 0, 0)
  })
  if (size)
    return (
      <canvas
        ref={canvas}
        width={size.width}
        height={size.height}
        aria-hidden
        className="size-12 [image-rendering:pixelated]"
      />
    )
  const numbers = Array.from(values.subarray(0, MOST_NUMBERS), (value) => numberText(value, 3))
  return (
    <span className="flex size-12 flex-col items-center justify-center overflow-hidden bg-sunken font-mono text-2xs text-muted">
      {numbers.map((text, i) => (
        <span key={i}>{text}</span>
      ))}
      {values.length > MOST_NUMBERS && <span>…</span>}
    </span>
  )
}

interface PictureSize {
  channels: 1 | 3
  height: number
  width: number
}

function pictureSize(shape: readonly number[]): PictureSize | null {
  const [height, width] = shape.slice(-2)
  const channels = shape.length === 3 ? shape[0]! : 1
  if (shape.length < 2 || shape.length > 3 || !height || !width) return null
  return channels === 3 ? { channels, height, width } : { channels: 1, height, width }
}

/** Three channels are red, green and blue, each from its least to its greatest value together; else the first one is a map. */
function pixelsOf(values: Float32Array, { channels, height, width }: PictureSize): ImageData {
  const count = width * height
  const image = new ImageData(width, height)
  if (channels === 1) {
    const map = values.subarray(0, count)
    const target = new Uint32Array(image.data.buffer)
    paintValues(map, colorRange('sequential', map), colorMap('sequential', paintStyle().theme), target)
    return image
  }
  const { low, high } = colorRange('sequential', values)
  const scale = high > low ? 255 / (high - low) : 0
  for (let i = 0; i < count; i++) {
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * i + channel] = (values[channel * count + i]! - low) * scale
    image.data[4 * i + 3] = 255
  }
  return image
}
