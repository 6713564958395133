/** A node as SVG, at the place of the group that it is in. */
import { FACE, footLines } from '../../drawing/node-face'
import type { NodeFace, PortRow } from '../../drawing/node-face'
import { portHeight } from '../../drawing/node-size'
import { CATEGORY_ICONS } from './category-icons'
import type { PanelNode } from './panel'
import type { PictureColors } from './themes'
import { fitText, textWidth } from './text-width'
import type { Font } from './text-width'
import { xmlNumber, xmlText } from './xml'

export const SANS = "Inter, 'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif" // prettier-ignore
export const MONO = "'JetBrains Mono', 'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" // prettier-ignore

const NAME_SIZE = 13
const SMALL = 11
const CHIP = 20
const PADDING = 8
const ROW_PADDING = 12
const GAP = 8
/** A type's name keeps this much room beside a long name. */
const LEAST_TYPE = 40

/** - `at`: where the panel puts the node. */
export function drawNode(
  { node, face, size, inputs, outputs }: PanelNode,
  at: string,
  colors: PictureColors,
): string {
  const { width, height } = size
  const ring = face.error === undefined ? colors.ring : colors.danger
  const parts = [
    `<title>${xmlText(titleOf(face))}</title>`,
    `<rect x="-.5" y=".5" width="${width + 1}" height="${xmlNumber(height + 1.5)}" rx="8.5" fill="${colors.shadow}" fill-opacity=".08"/>`,
    `<rect x="-.5" y="-.5" width="${width + 1}" height="${xmlNumber(height + 1)}" rx="8.5" fill="${colors.surface}" stroke="${ring}"/>`,
    ...head(face, width, colors),
    ...portRows(face, width, colors),
    ...foot(face, width, colors),
    ...ports(inputs.length, outputs.length, width, colors),
  ]
  const faded = face.loose ? ' opacity=".75"' : ''
  return `<g transform="translate(${at})" data-node="${xmlText(node.id)}"${faded}>${parts.join('')}</g>`
}

/** The drawing of a category in its colour, on a tint of it. */
export function drawChip(
  category: NodeFace['category'],
  x: number,
  y: number,
  colors: PictureColors,
): string {
  const color = colors.categories[category]
  const scale = (CHIP * 0.65) / 24
  const inset = CHIP * 0.175
  return (
    `<rect x="${x}" y="${y}" width="${CHIP}" height="${CHIP}" rx="4" fill="${color}" fill-opacity=".14"/>` +
    `<path transform="translate(${xmlNumber(x + inset)} ${xmlNumber(y + inset)}) scale(${scale.toFixed(4)})" d="${CATEGORY_ICONS[category]}" fill="none" stroke="${color}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`
  )
}

interface Words {
  text: string
  x: number
  y: number
  fill: string
  room: number
  font?: Font
  size?: number
  anchor?: 'end' | 'middle'
}

/** A text that stays within its room. */
export function words({ text, x, y, fill, room, font = 'regular', size = SMALL, anchor }: Words): string {
  const shown = fitText(text, font, size, room)
  if (shown === '') return ''
  const family = font === 'mono' ? ` font-family="${MONO}"` : ''
  const weight = font === 'semibold' ? ' font-weight="600"' : ''
  const sized = size === SMALL ? '' : ` font-size="${size}"`
  const anchored = anchor === undefined ? '' : ` text-anchor="${anchor}"`
  return `<text x="${xmlNumber(x)}" y="${xmlNumber(y)}" fill="${fill}"${family}${weight}${sized}${anchored}>${xmlText(shown)}</text>`
}

function titleOf({ name, type, params, shape, error }: NodeFace): string {
  const more = [params, shape, error?.message ?? ''].filter((part) => part !== '')
  return `${name}: ${type}${more.length === 0 ? '' : `. ${more.join('. ')}`}`
}

/** Chip, name and type; they share what room there is as on the canvas. */
function head(face: NodeFace, width: number, colors: PictureColors): string[] {
  const left = PADDING + CHIP + GAP
  const right = width - PADDING
  const room = right - left - GAP
  const nameWidth = textWidth(face.name, 'semibold', NAME_SIZE)
  const typeWidth = textWidth(face.type, 'regular', SMALL)
  const over = Math.max(0, nameWidth + typeWidth - room)
  const share = (over * 2 * typeWidth) / (nameWidth + 2 * typeWidth || 1)
  const typeRoom = Math.max(Math.min(typeWidth, LEAST_TYPE), typeWidth - share)
  return [
    drawChip(face.category, PADDING, PADDING, colors),
    words({ text: face.name, x: left, y: 22.5, fill: colors.text, room: room - typeRoom + 0.01, font: 'semibold', size: NAME_SIZE }),
    words({ text: face.type, x: right, y: 22, fill: colors.faint, room: typeRoom + 0.01, anchor: 'end' }),
  ] // prettier-ignore
}

function portRows({ rows }: NodeFace, width: number, colors: PictureColors): string[] {
  if (rows.length === 0) return []
  return [
    divider(FACE.head, width, colors),
    ...rows.flatMap((row, index) => portRow(row, portHeight(index, rows.length) + 4, width, colors)),
  ]
}

/** Input at the left; shape and output at the right, the shape shortened first. */
function portRow(
  { input, shape, output }: PortRow,
  y: number,
  width: number,
  colors: PictureColors,
): string[] {
  const room = width - 2 * ROW_PADDING
  const outputRoom = Math.min(textWidth(output, 'regular', SMALL), room / 2)
  const inputRoom = Math.min(textWidth(input, 'regular', SMALL), room / 2 - GAP)
  const right = width - ROW_PADDING
  const shapeRight = right - outputRoom - (output === '' ? 0 : GAP)
  const shapeRoom = shapeRight - ROW_PADDING - inputRoom - (input === '' ? 0 : GAP)
  const texts = [
    words({ text: input, x: ROW_PADDING, y, fill: colors.muted, room: inputRoom + 0.01 }),
    words({ text: output, x: right, y, fill: colors.muted, room: outputRoom + 0.01, anchor: 'end' }),
  ]
  // Less than a few characters of a shape say nothing.
  if (shapeRoom > 30)
    texts.push(
      words({
        text: shape,
        x: shapeRight,
        y,
        fill: colors.text,
        room: shapeRoom,
        font: 'mono',
        anchor: 'end',
      }),
    )
  return texts
}

function foot(face: NodeFace, width: number, colors: PictureColors): string[] {
  if (footLines(face) === 0) return []
  const { params, shape, mark, rows } = face
  const top =
    FACE.head + (rows.length === 0 ? 0 : FACE.border + 2 * FACE.rowsPadding + rows.length * FACE.row)
  const room = width - 2 * PADDING
  const first = top + FACE.border + FACE.footPadding + 12
  const second = params === '' ? first : first + FACE.line + FACE.lineGap
  const markWidth = mark === '' ? 0 : textWidth(mark, 'mono', SMALL) + GAP
  return [
    divider(top, width, colors),
    words({ text: params, x: PADDING, y: first, fill: colors.muted, room, font: 'mono' }),
    words({ text: shape, x: PADDING, y: second, fill: colors.text, room: room - markWidth, font: 'mono' }),
    words({
      text: mark,
      x: width - PADDING,
      y: second,
      fill: colors.faint,
      room,
      font: 'mono',
      anchor: 'end',
    }),
  ]
}

function divider(y: number, width: number, colors: PictureColors): string {
  return `<path d="M0 ${y + 0.5}H${width}" stroke="${colors.line}"/>`
}

function ports(inputs: number, outputs: number, width: number, colors: PictureColors): string[] {
  const rows = Math.max(inputs, outputs)
  const at = (x: number, count: number): string[] =>
    Array.from({ length: count }, (_, row) => `<circle cx="${x}" cy="${portHeight(row, rows)}" r="4"/>`)
  const circles = [...at(0, inputs), ...at(width, outputs)]
  if (circles.length === 0) return []
  return [`<g fill="${colors.surface}" stroke="${colors.port}" stroke-width="2">${circles.join('')}</g>`]
}
