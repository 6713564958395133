/** Points, boxes and lines of the canvas, in its own pixels. */

export interface Point {
  x: number
  y: number
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
