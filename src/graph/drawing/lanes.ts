/** Where a wire's two lanes run, in the canvas's own pixels, and how wide they are. */

/** Distance of a lane from the wire's own line. */
export const LANE_OFFSET = 3.5
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
