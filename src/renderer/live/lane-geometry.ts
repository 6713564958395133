/** Where a wire's two lanes run, in the canvas's own pixels, and how wide they are. */

export interface Point {
  x: number
  y: number
}

/** Gradients below this norm no longer move the weights before them. */
export const VANISHING_NORM = 1e-7

/**
 * A line (x and y in turn) moved sideways by `distance`, to the left of its way (upwards where it runs right); exact
 * enough for a few pixels.
 */
export function offsetLine(line: Float32Array, distance: number): Float32Array {
  const moved = new Float32Array(line.length)
  for (let i = 0; i < line.length; i += 2) {
    const before = Math.max(0, i - 2)
    const after = Math.min(line.length - 2, i + 2)
    const x = line[after]! - line[before]!
    const y = line[after + 1]! - line[before + 1]!
    const length = Math.hypot(x, y)
    moved[i] = line[i]! + (length === 0 ? 0 : (y / length) * distance)
    moved[i + 1] = line[i + 1]! - (length === 0 ? distance : (x / length) * distance)
  }
  return moved
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

/** The least box around a line. */
export function boundsOf(line: Float32Array): Box {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity }
  for (let i = 0; i < line.length; i += 2) {
    box.left = Math.min(box.left, line[i]!)
    box.right = Math.max(box.right, line[i]!)
    box.top = Math.min(box.top, line[i + 1]!)
    box.bottom = Math.max(box.bottom, line[i + 1]!)
  }
  return box
}

/** Whether a line, drawn with some width, touches a box. */
export function lineTouches(line: Float32Array, { left, top, right, bottom }: Box): boolean {
  for (let i = 0; i + 3 < line.length; i += 2)
    if (pieceTouches(line[i]!, line[i + 1]!, line[i + 2]!, line[i + 3]!, left, top, right, bottom))
      return true
  return false
}

/** Clips the piece at each side of the box in turn; something is left where it touches. */
function pieceTouches(
  x: number,
  y: number,
  toX: number,
  toY: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): boolean {
  const [dx, dy] = [toX - x, toY - y]
  let [from, to] = [0, 1]
  for (const [step, room] of [
    [-dx, x - left],
    [dx, right - x],
    [-dy, y - top],
    [dy, bottom - y],
  ] as const) {
    if (step === 0) {
      if (room < 0) return false
    } else if (step < 0) from = Math.max(from, room / step)
    else to = Math.min(to, room / step)
  }
  return from <= to
}
