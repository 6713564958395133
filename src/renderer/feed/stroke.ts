/** A pen's stroke in the pixels of a picture. */

/** Of the pen, in the picture's pixels, for pictures of 28 by 28. */
const RADIUS = 1.4

export interface Point {
  x: number
  y: number
}

/** Draws a straight piece of a pen's stroke: 1 within the pen, and fading over one pixel. */
export function line(
  picture: Float32Array,
  { width, height }: { width: number; height: number },
  from: Point,
  to: Point,
): void {
  const radius = (RADIUS * Math.max(width, height)) / 28
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const squared = dx * dx + dy * dy
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const [px, py] = [column + 0.5 - from.x, row + 0.5 - from.y]
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared))
      const distance = Math.hypot(px - along * dx, py - along * dy)
      const ink = Math.min(1, Math.max(0, radius + 0.5 - distance))
      const index = row * width + column
      picture[index] = Math.max(picture[index] ?? 0, ink)
    }
}
