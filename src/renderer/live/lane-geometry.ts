/** Where a wire's two lanes run, in the canvas's own pixels, and how wide they are. */

export interface Point {
  x: number
  y: number
}

/** A cubic Bézier curve: ends `a` and `d`, control points `b` and `c`. */
export interface Curve {
  a: Point
  b: Point
  c: Point
  d: Point
}

/** Gradients below this norm no longer move the weights before them. */
export const VANISHING_NORM = 1e-7

/** The curve that React Flow draws by default from a right-hand to a left-hand handle. */
export function wireCurve(source: Point, target: Point): Curve {
  const reach = controlReach(target.x - source.x)
  return {
    a: source,
    b: { x: source.x + reach, y: source.y },
    c: { x: target.x - reach, y: target.y },
    d: target,
  }
}

function controlReach(distance: number): number {
  return distance >= 0 ? distance / 2 : 0.25 * 25 * Math.sqrt(-distance)
}

/** The point at `t`, 0 to 1, of the curve. */
export function pointAt({ a, b, c, d }: Curve, t: number): Point {
  const s = 1 - t
  const [wa, wb, wc, wd] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
  return { x: wa * a.x + wb * b.x + wc * c.x + wd * d.x, y: wa * a.y + wb * b.y + wc * c.y + wd * d.y }
}

/** The unit normal at `t`, to the left of the way from source to target (upwards on a wire that runs right). */
export function normalAt({ a, b, c, d }: Curve, t: number): Point {
  const s = 1 - t
  let x = s * s * (b.x - a.x) + 2 * s * t * (c.x - b.x) + t * t * (d.x - c.x)
  let y = s * s * (b.y - a.y) + 2 * s * t * (c.y - b.y) + t * t * (d.y - c.y)
  if (x === 0 && y === 0) [x, y] = [d.x - a.x, d.y - a.y]
  const length = Math.hypot(x, y) || 1
  return { x: y / length, y: -x / length }
}

/** The curve moved sideways by `distance`, as points; exact enough for a few pixels. */
export function offsetPoints(curve: Curve, distance: number, segments: number): Float32Array {
  const points = new Float32Array(2 * (segments + 1))
  for (let i = 0; i <= segments; i++) {
    const t = i / segments
    const point = pointAt(curve, t)
    const normal = normalAt(curve, t)
    points[2 * i] = point.x + normal.x * distance
    points[2 * i + 1] = point.y + normal.y * distance
  }
  return points
}

/** Enough straight pieces that a curve of this size on the screen looks round. */
export function segmentsFor(curve: Curve): number {
  const { a, d } = curve
  return Math.max(8, Math.min(40, Math.round(Math.hypot(d.x - a.x, d.y - a.y) / 14)))
}

/** Strength of a norm from 0 to 1 on a log scale: 1e-7 and less is 0, 1e3 and more is 1. */
export function strengthOf(norm: number): number {
  if (!(norm > 0)) return 0
  return Math.min(1, Math.max(0, (Math.log10(norm) + 7) / 10))
}

/** Width of a lane in pixels at zoom 1, and its opacity. */
export function laneStyle(norm: number): { width: number; opacity: number } {
  const strength = strengthOf(norm)
  return { width: 1 + 2.6 * strength, opacity: 0.35 + 0.6 * strength }
}

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

export function boxesOverlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** True when some part of the curve may lie in the box (its control points' bounds touch it). */
export function curveTouches({ a, b, c, d }: Curve, box: Box): boolean {
  return boxesOverlap(
    {
      left: Math.min(a.x, b.x, c.x, d.x),
      right: Math.max(a.x, b.x, c.x, d.x) + 1,
      top: Math.min(a.y, b.y, c.y, d.y),
      bottom: Math.max(a.y, b.y, c.y, d.y) + 1,
    },
    box,
  )
}
