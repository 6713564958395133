/** The line of a wire: one curve, or level and upright pieces with round corners where a curve would cross nodes. */
import type { Point } from './geometry'

/** The way of a wire in three turns: right to `out`, up or down to `level`, along it to `back`, then to its input. */
export interface Detour {
  readonly out: number
  readonly level: number
  readonly back: number
}

export interface WireLine {
  /** For SVG. */
  path: string
  /** x and y in turn, from the source to the target. */
  points: Float32Array
  middle: Point
  /** Whether it is rather upright at its middle. */
  steep: boolean
  /** Width that a text at the middle may have. */
  room: number
}

const ROUND = 12
const CORNER_PIECES = 4
/** A line that rises more than this to one is steep. */
const STEEP = 0.3

/** From an output to an input: with no detour, the curve that React Flow draws by default. */
export function wireLine(source: Point, target: Point, detour: Detour | null): WireLine {
  return detour === null ? curvedLine(source, target) : steppedLine(source, target, detour)
}

function curvedLine(a: Point, d: Point): WireLine {
  const reach = controlReach(d.x - a.x)
  const b = { x: a.x + reach, y: a.y }
  const c = { x: d.x - reach, y: d.y }
  const pieces = Math.max(12, Math.min(64, Math.round(Math.hypot(d.x - a.x, d.y - a.y) / 7)))
  const at = (t: number): Point => {
    const s = 1 - t
    const [wa, wb, wc, wd] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
    return { x: wa * a.x + wb * b.x + wc * c.x + wd * d.x, y: wa * a.y + wb * b.y + wc * c.y + wd * d.y }
  }
  return {
    path: `M${a.x},${a.y} C${b.x},${b.y} ${c.x},${c.y} ${d.x},${d.y}`,
    points: flat(Array.from({ length: pieces + 1 }, (_, i) => at(i / pieces))),
    middle: at(0.5),
    steep: isSteep(d.x - a.x - reach, d.y - a.y),
    room: Math.max(Math.abs(d.x - a.x), Math.abs(d.y - a.y) * 2),
  }
}

function controlReach(distance: number): number {
  return distance >= 0 ? distance / 2 : 0.25 * 25 * Math.sqrt(-distance)
}

function steppedLine(source: Point, target: Point, { out, level, back }: Detour): WireLine {
  const corners = [
    { x: out, y: source.y },
    { x: out, y: level },
    { x: back, y: level },
    { x: back, y: target.y },
  ]
  const stops = [source, ...corners, target]
  let path = `M${source.x},${source.y}`
  const points: Point[] = [source]
  for (let i = 1; i < stops.length - 1; i++) {
    const corner = stops[i]!
    const from = towards(corner, stops[i - 1]!)
    const to = towards(corner, stops[i + 1]!)
    path += ` L${from.x},${from.y} Q${corner.x},${corner.y} ${to.x},${to.y}`
    for (let piece = 0; piece <= CORNER_PIECES; piece++)
      points.push(bend(from, corner, to, piece / CORNER_PIECES))
  }
  points.push(target)
  return {
    path: `${path} L${target.x},${target.y}`,
    points: flat(points),
    middle: { x: (out + back) / 2, y: level },
    steep: false,
    room: Math.abs(back - out) - 2 * ROUND,
  }
}

/** The place at a share of a line's length, and whether the line is rather upright there. */
export function alongLine(points: Float32Array, share: number): Point & { steep: boolean } {
  const lengths = pieceLengths(points)
  let left = share * lengths.reduce((sum, length) => sum + length, 0)
  let piece = 0
  while (piece < lengths.length - 1 && left > lengths[piece]!) left -= lengths[piece++]!
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.subarray(2 * piece)
  const part = lengths[piece] ? left / lengths[piece]! : 0
  const [x, y] = [x1 - x0, y1 - y0]
  return { x: x0 + x * part, y: y0 + y * part, steep: isSteep(x, y) }
}

function isSteep(across: number, down: number): boolean {
  return Math.abs(down) > STEEP * Math.abs(across)
}

function pieceLengths(points: Float32Array): number[] {
  return Array.from({ length: Math.max(0, points.length / 2 - 1) }, (_, i) =>
    Math.hypot(points[2 * i + 2]! - points[2 * i]!, points[2 * i + 3]! - points[2 * i + 1]!),
  )
}

/** Where the rounding of a corner begins on the way to a neighbour; neighbours share what is between them. */
function towards(corner: Point, neighbour: Point): Point {
  const [x, y] = [neighbour.x - corner.x, neighbour.y - corner.y]
  const length = Math.hypot(x, y)
  const share = length === 0 ? 0 : Math.min(ROUND, length / 2) / length
  return { x: corner.x + x * share, y: corner.y + y * share }
}

function bend(a: Point, b: Point, c: Point, t: number): Point {
  const s = 1 - t
  return {
    x: s * s * a.x + 2 * s * t * b.x + t * t * c.x,
    y: s * s * a.y + 2 * s * t * b.y + t * t * c.y,
  }
}

function flat(points: readonly Point[]): Float32Array {
  return Float32Array.from(points.flatMap(({ x, y }) => [x, y]))
}
