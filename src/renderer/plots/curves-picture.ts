/** A plot as a picture for slides: as it stands, on the colour of the page, with the names of its lines above. */
import { paintStyle } from '../paint/paint-style'
import { t } from '../texts/index'

/** Around the picture, and from one name to the next, in CSS pixels. */
const MARGIN = 12
const GAP = 16
const DASH = 14
const LINE = 20

/** PNG of the plot at the scale of the screen. Errors: the browser gives no picture. */
export function curvesPicture(
  plot: HTMLCanvasElement,
  entries: readonly { color: string; text: string }[],
): Promise<Blob> {
  const style = paintStyle()
  const ratio = devicePixelRatio
  const width = plot.width / ratio
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')!
  const font = `${12 * style.scale}px ${style.sans}`
  context.font = font
  const places = placesOf(
    entries.map(({ text }) => DASH + 6 + context.measureText(text).width),
    width,
  )
  const above = ((places.at(-1)?.row ?? -1) + 1) * LINE * style.scale
  canvas.width = plot.width + 2 * MARGIN * ratio
  canvas.height = plot.height + (above + 2 * MARGIN) * ratio
  context.scale(ratio, ratio)
  context.fillStyle = style.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.font = font
  context.textBaseline = 'middle'
  entries.forEach(({ color, text }, i) => {
    const { x, row } = places[i]!
    const y = MARGIN + (row + 0.5) * LINE * style.scale
    context.fillStyle = color
    context.fillRect(MARGIN + x, y - 1, DASH, 2)
    context.fillStyle = style.text
    context.fillText(text, MARGIN + x + DASH + 6, y)
  })
  context.drawImage(plot, MARGIN, MARGIN + above, width, plot.height / ratio)
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error(t('live.curves.noPicture')))),
      'image/png',
    ),
  )
}

/** Where each name stands, in rows no wider than the plot. */
function placesOf(widths: readonly number[], room: number): { x: number; row: number }[] {
  let x = 0
  let row = 0
  return widths.map((width) => {
    if (x > 0 && x + width > room) {
      x = 0
      row += 1
    }
    const place = { x, row }
    x += width + GAP
    return place
  })
}
