/** What is written on the wires of a panel, each where nothing is in the way. */
import { BoxIndex } from '../../drawing/box-index'
import { boxesOverlap } from '../../drawing/geometry'
import type { Box, Point } from '../../drawing/geometry'
import { LineIndex } from '../../drawing/line-index'
import { alongLine } from '../../drawing/wire-line'
import type { WireLine } from '../../drawing/wire-line'
import { lanesText } from './flows'
import type { PictureLane } from './flows'
import { around } from './panel'
import type { Panel, PanelLabel, PanelWire } from './panel'
import { textWidth } from './text-width'

export const LABEL_SIZE = 11
/** Room that a label needs beside the handles. */
const MARGIN = 24
/** From a level wire up or down to the baseline, and from a steep one down, which the text then parts in two. */
const ABOVE = 9
const BELOW = 18
const AMID = 4
/** Where along a wire its text is looked for, in turn. */
const SHARES = [0.5, 0.35, 0.65, 0.42, 0.58, 0.28, 0.72, 0.2, 0.8, 0.12, 0.88]
/** Between two texts that say the same of one output. */
const NEAR = 60
/** Height of the text over its baseline and under it. */
const ASCENT = 10
const DESCENT = 3

/** The panel with them, which may need more room. */
export function withTexts(panel: Panel): Panel {
  const index = new BoxIndex(panel.boxes)
  const crossing = new LineIndex(panel.wires.map(({ line }) => line.points))
  const labels = new TakenRoom()
  /** Where the type of an output is written already. */
  const saidAt = new Map<string, Point[]>()
  const wires = panel.wires.map((wire): PanelWire => {
    const { edge, line, lanes } = wire
    const isTaken = (box: Box) => index.hits(box) || labels.hits(box) || crossing.crosses(box, line.points)
    const found = labelOf(wire.text, line, isTaken)
    // Wires that leave an output together carry the same: one text near there says it for all.
    const output = JSON.stringify([edge.source, edge.sourceHandle])
    const said = saidAt.get(output) ?? []
    const label = found !== null && said.some((at) => isNear(at, found.at)) ? null : found
    if (label !== null) {
      labels.add(labelBox(label))
      said.push(label.at)
      saidAt.set(output, said)
    }
    const numbers = numbersOf(lanes, line, isTaken)
    for (const each of numbers) labels.add(labelBox(each.label))
    return { ...wire, label, numbers }
  })
  const written = wires.flatMap(({ label, numbers }) =>
    [...(label === null ? [] : [label]), ...numbers.map((each) => each.label)].map(labelBox),
  )
  const { bounds } = panel
  return { ...panel, wires, bounds: written.length === 0 ? bounds : around([bounds, ...written]) }
}

/** The room that a wire's text takes. */
export function labelBox({ width, at }: PanelLabel): Box {
  return { left: at.x - width / 2, right: at.x + width / 2, top: at.y - ASCENT, bottom: at.y + DESCENT }
}

function isNear(a: Point, b: Point): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < NEAR
}

/** The norms of a wire's lanes in one line, or in two where it is short. */
function numbersOf(
  lanes: readonly PictureLane[],
  line: WireLine,
  isTaken: (box: Box) => boolean,
): PanelWire['numbers'] {
  const whole = labelOf(lanesText(lanes), line, isTaken)
  if (whole !== null) return [{ label: whole, lanes }]
  const found: { label: PanelLabel; lanes: PictureLane[] }[] = []
  for (const lane of lanes) {
    const isCovered = (box: Box) =>
      isTaken(box) || found.some(({ label }) => boxesOverlap(labelBox(label), box))
    const label = labelOf(lane.text, line, isCovered, [BELOW, BELOW + LABEL_SIZE + 3])
    if (label !== null) found.push({ label, lanes: [lane] })
  }
  return found
}

/** At the middle of the wire, else nearer to one of its ends, where nothing is in the way. */
function labelOf(
  text: string,
  { middle, steep, room, points }: WireLine,
  isTaken: (box: Box) => boolean,
  beside: readonly number[] = [-ABOVE, BELOW],
): PanelLabel | null {
  const width = textWidth(text, 'mono', LABEL_SIZE)
  if (text === '' || width + MARGIN > room) return null
  for (const share of SHARES) {
    const place = share === 0.5 ? { ...middle, steep } : alongLine(points, share)
    const { x, y } = place
    for (const down of place.steep ? [AMID] : beside) {
      const label = { text, width, at: { x, y: y + down } }
      if (!isTaken(labelBox(label))) return label
    }
  }
  return null
}

/** Small boxes by the squares that they lie in. */
class TakenRoom {
  private readonly squares = new Map<string, Box[]>()

  add(box: Box): void {
    for (const key of keysOf(box)) {
      const square = this.squares.get(key)
      if (square) square.push(box)
      else this.squares.set(key, [box])
    }
  }

  hits(box: Box): boolean {
    return keysOf(box).some((key) => this.squares.get(key)?.some((other) => boxesOverlap(other, box)))
  }
}

const SQUARE = 128

function keysOf({ left, right, top, bottom }: Box): string[] {
  const keys: string[] = []
  for (let x = Math.floor(left / SQUARE); x <= Math.floor(right / SQUARE); x++)
    for (let y = Math.floor(top / SQUARE); y <= Math.floor(bottom / SQUARE); y++) keys.push(`${x} ${y}`)
  return keys
}
