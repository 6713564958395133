/** The picture of a tensor for slides and papers: with what it is of, where it is from, and what its colours mean. */
import type { FlowFrame } from '../../graph/frames/frame'
import { shapeText } from '../../graph/drawing/node-text'
import { colorMap, colorRange, colorStops, mapKindOf, type ColorRange } from '../paint/color-map'
import { paintStyle } from '../paint/paint-style'
import { picturePixels, pictureValues } from '../paint/picture-pixels'
import { t } from '../texts/index'
import { valueText } from '../texts/number-text'
import { MAP_GAP } from './picture-painter'
import { drawnSize } from './tensor-view'

/** In pixels. */
const WIDTH = 560
/** Room for the title of a narrow picture. */
const LEAST_WIDTH = 360
const MARGIN = 16
const TITLE = 22
const SCALE = 34
const MOST_HEIGHT = 1200
/** Pixels of a PNG for each of the picture's. */
const SHARPNESS = 2

export interface PictureFile {
  svg: string
  width: number
  height: number
}

/** SVG of what is shown: values as one picture of a pixel each, all else as lines and texts. Null where no picture is shown. */
export function pictureFile(name: string, frame: FlowFrame): PictureFile | null {
  const { picture } = frame
  if (!picture || picture.kind === 'table' || picture.width === 0 || picture.height === 0) return null
  const style = paintStyle()
  const kind = mapKindOf(frame)
  const range = colorRange(kind, pictureValues(picture))
  const painted = picturePixels(picture, range, colorMap(kind, style.theme), MAP_GAP)
  const size = drawnSize(painted, picture.kind === 'maps', { width: WIDTH, height: MOST_HEIGHT }, 1)
  const wide = Math.max(LEAST_WIDTH, size.width)
  const [width, height] = [wide + 2 * MARGIN, Math.ceil(size.height) + 2 * MARGIN + TITLE + SCALE]
  const below = MARGIN + TITLE + size.height
  const title = `${name} · ${t(`live.wire.${frame.direction}Long`)} · ${shapeText(frame.shape)} · ${t('live.wire.step', { step: frame.step })}`
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif">`,
    `<rect width="100%" height="100%" fill="${style.surface}"/>`,
    `<text x="${MARGIN}" y="${MARGIN + 12}" font-size="13" fill="${style.text}">${xml(title)}</text>`,
    `<image x="${MARGIN}" y="${MARGIN + TITLE}" width="${size.width}" height="${size.height}" preserveAspectRatio="none" style="image-rendering:pixelated" href="${dataUrl(painted)}"/>`,
    scaleOf(range, colorStops(kind, style.theme), { y: below + 12, width: wide }, style),
    '</svg>\n',
  ].join('\n')
  return { svg, width, height }
}

/** The same as a PNG. Errors: the browser gives no picture. */
export async function picturePng({ svg, width, height }: PictureFile): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = new OffscreenCanvas(width * SHARPNESS, height * SHARPNESS)
  const context = canvas.getContext('2d')!
  context.imageSmoothingEnabled = false
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return canvas.convertToBlob({ type: 'image/png' })
}

function dataUrl({ width, height, pixels }: { width: number; height: number; pixels: Uint32Array }): string {
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const bytes = new Uint8ClampedArray(pixels.buffer as ArrayBuffer)
  canvas.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0)
  return canvas.toDataURL('image/png')
}

function scaleOf(
  { low, high }: ColorRange,
  colors: readonly string[],
  { y, width }: { y: number; width: number },
  { muted }: { muted: string },
): string {
  const stops = colors.map((color, i) => `<stop offset="${i / (colors.length - 1)}" stop-color="${color}"/>`)
  const end = (x: number, anchor: string, value: number) =>
    `<text x="${x}" y="${y + 20}" font-size="10" text-anchor="${anchor}" fill="${muted}">${xml(valueText(value, 3))}</text>`
  return [
    `<linearGradient id="scale">${stops.join('')}</linearGradient>`,
    `<rect x="${MARGIN}" y="${y}" width="${width}" height="6" fill="url(#scale)"/>`,
    end(MARGIN, 'start', low),
    end(MARGIN + width, 'end', high),
  ].join('')
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
