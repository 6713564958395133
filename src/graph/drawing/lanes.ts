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

/** Width of a lane in pixels at zoom 1: it grows with the logarithm of how many values flow, from one to a million. */
export function laneWidth(count: number): number {
  return 1.2 + 3 * Math.min(1, Math.log10(Math.max(1, count)) / 6)
}

/** What flows back is drawn with gaps, so that it is told apart without colours. */
export const BACKWARD_DASH = [7, 4] as const
