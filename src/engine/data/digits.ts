import type { Dataset } from './dataset'
import { digitStyles, type Point, type Stroke } from './digit-strokes'
import { SeededRandom } from './seeded-random'

/** Width and height of a picture, in pixels. */
export const digitSize = 28

const pixels = digitSize * digitSize
/** Straight pieces a curve between two of its points is drawn with. */
const piecesPerSpan = 5

/**
 * Synthetic handwritten digits, drawn by this program and not collected from people: pen strokes with varied style,
 * shift, rotation, slant, size, thickness, ink, clutter and noise.
 *
 * - `count`: digits to train on.
 * - `heldOut`: digits after them, for evaluation.
 * - `seed`: another seed, other digits; digit k of a seed is the same whatever the count.
 *
 * Shape: x (count + heldOut, 1, 28, 28), values 0 to 1; y (count + heldOut), class indices 0 to 9.
 */
export function makeDigits(count: number, heldOut: number, seed: number): Dataset {
  const total = count + heldOut
  const x = new Float32Array(total * pixels)
  const y = new Int32Array(total)
  for (let index = 0; index < total; index++) {
    y[index] = drawDigit(x.subarray(index * pixels, (index + 1) * pixels), seed, index)
  }
  return {
    name: 'digits',
    count: total,
    heldOut,
    x,
    xDtype: 'float32',
    xShape: [1, digitSize, digitSize],
    y,
    yShape: [],
    yDtype: 'int64',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  }
}

/** Draws digit `index` of `seed` into an empty picture and returns which digit it is. */
function drawDigit(picture: Float32Array, seed: number, index: number): number {
  const random = new SeededRandom(seed, index)
  const digit = random.below(10)
  const styles = digitStyles[digit]!
  const place = randomPlacement(random)
  const pen: Pen = { radius: random.uniform(0.9, 1.6), ink: random.uniform(0.75, 1) }
  for (const stroke of styles[random.below(styles.length)]!) {
    drawCurve(
      picture,
      stroke.map((point) => place(jitter(point, random))),
      pen,
      random,
    )
  }
  drawClutter(picture, random)
  addNoise(picture, random)
  return digit
}

interface Pen {
  /** Half the width of the line, in pixels. */
  radius: number
  /** Brightness of the line, 0 to 1. */
  ink: number
}

/** A point moved a little, as a hand does. */
function jitter([x, y]: Point, random: SeededRandom): Point {
  return [x + 0.018 * random.normal(), y + 0.018 * random.normal()]
}

/** A random size, slant, rotation and shift: maps the unit square to pixels. */
function randomPlacement(random: SeededRandom): (point: Point) => Point {
  const width = 22 * random.uniform(0.85, 1.06)
  const height = 22 * random.uniform(0.87, 1.05)
  const slant = 0.09 * random.normal()
  const angle = 0.08 * random.normal()
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const centreX = 13.5 + random.uniform(-2, 2)
  const centreY = 13.5 + random.uniform(-2, 2)
  return ([x, y]) => {
    const down = (y - 0.5) * height
    const right = (x - 0.5) * width - slant * down
    return [centreX + cos * right - sin * down, centreY + sin * right + cos * down]
  }
}

/** Draws a smooth curve (Catmull-Rom) through the points, the pen pressing a little more or less on the way. */
function drawCurve(picture: Float32Array, points: Stroke, pen: Pen, random: SeededRandom): void {
  const startRadius = pen.radius * random.uniform(0.85, 1.15)
  const endRadius = pen.radius * random.uniform(0.7, 1.1)
  const spans = points.length - 1
  let from = points[0]!
  for (let span = 0; span < spans; span++) {
    const before = points[Math.max(span - 1, 0)]!
    const [start, end] = [points[span]!, points[span + 1]!]
    const after = points[Math.min(span + 2, spans)]!
    for (let piece = 1; piece <= piecesPerSpan; piece++) {
      const t = piece / piecesPerSpan
      const to: Point = [
        catmullRom(before[0], start[0], end[0], after[0], t),
        catmullRom(before[1], start[1], end[1], after[1], t),
      ]
      const progress = (span + t) / spans
      drawLine(picture, from, to, startRadius + (endRadius - startRadius) * progress, pen.ink)
      from = to
    }
  }
}

function catmullRom(before: number, start: number, end: number, after: number, t: number): number {
  const linear = end - before
  const square = 2 * before - 5 * start + 4 * end - after
  const cube = 3 * (start - end) + after - before
  return start + 0.5 * t * (linear + t * (square + t * cube))
}

/** Draws a line with round ends; a pixel at the edge gets the share of it that the line covers. */
function drawLine(picture: Float32Array, from: Point, to: Point, radius: number, ink: number): void {
  const reach = radius + 0.5
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const lengthSquared = dx * dx + dy * dy
  const left = Math.max(Math.ceil(Math.min(from[0], to[0]) - reach), 0)
  const right = Math.min(Math.floor(Math.max(from[0], to[0]) + reach), digitSize - 1)
  const top = Math.max(Math.ceil(Math.min(from[1], to[1]) - reach), 0)
  const bottom = Math.min(Math.floor(Math.max(from[1], to[1]) + reach), digitSize - 1)
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const along = ((column - from[0]) * dx + (row - from[1]) * dy) / (lengthSquared || 1)
      const nearest = Math.min(Math.max(along, 0), 1)
      const distance = Math.hypot(column - from[0] - nearest * dx, row - from[1] - nearest * dy)
      const value = ink * Math.min(Math.max(reach - distance, 0), 1)
      const place = row * digitSize + column
      if (value > picture[place]!) picture[place] = value
    }
  }
}

/** Up to two faint short strokes anywhere, as left over from a neighbour or a slip of the pen. */
function drawClutter(picture: Float32Array, random: SeededRandom): void {
  const marks = random.below(3)
  for (let mark = 0; mark < marks; mark++) {
    const start: Point = [random.uniform(0, digitSize - 1), random.uniform(0, digitSize - 1)]
    const end: Point = [start[0] + random.uniform(-4, 4), start[1] + random.uniform(-4, 4)]
    drawLine(picture, start, end, random.uniform(0.3, 0.8), random.uniform(0.2, 0.7))
  }
}

/** Adds grain to every pixel and keeps the values in 0 to 1. */
function addNoise(picture: Float32Array, random: SeededRandom): void {
  const strength = random.uniform(0.02, 0.08)
  for (let i = 0; i < pixels; i++) {
    picture[i] = Math.min(Math.max(picture[i]! + strength * random.normal(), 0), 1)
  }
}
