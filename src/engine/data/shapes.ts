import type { Recipe } from './generate'
import type { SeededRandom } from './seeded-random'

const side = 32

/** How far a point (right, down) from the middle is outside a shape of size 1; below 0: inside. */
const outlines: readonly ((right: number, down: number) => number)[] = [
  (right, down) => Math.hypot(right, down) - 1,
  (right, down) => Math.max(Math.abs(right), Math.abs(down)) - 0.9,
  (right, down) => Math.max(down - 0.8, Math.abs(right) * 0.87 - 0.5 * down - 0.65),
]

/**
 * Pictures of discs, squares and triangles on a noisy ground, and for each pixel what it belongs to. Shapes differ in
 * form alone: their size, turn and brightness are at random, and some are darker than the ground.
 *
 * Shape: x (1, 32, 32), values 0 to 1; y (32, 32), 0 for the ground and 1 to 3 for the shapes.
 */
export const shapes: Recipe = {
  name: 'shapes',
  xShape: [1, side, side],
  yShape: [side, side],
  classes: ['ground', 'disc', 'square', 'triangle'],
  draw: (random, index, x, y) => {
    const ground = random.uniform(0.25, 0.75)
    x.fill(ground)
    const amount = 1 + random.below(3)
    for (let shape = 0; shape < amount; shape++) drawShape(x, y, (index + shape) % 3, ground, random)
    for (let pixel = 0; pixel < x.length; pixel++)
      x[pixel] = Math.min(Math.max(x[pixel]! + 0.04 * random.normal(), 0), 1)
  },
}

/** Draws one shape into the picture and its mask; a pixel at its edge gets a mix of both brightnesses. */
function drawShape(
  picture: Float32Array | Int32Array,
  mask: Float32Array | Int32Array,
  kind: number,
  ground: number,
  random: SeededRandom,
): void {
  const size = random.uniform(5, 8)
  const [middleX, middleY] = [random.uniform(7, side - 8), random.uniform(7, side - 8)]
  const turn = random.uniform(-0.35, 0.35)
  const [cos, sin] = [Math.cos(turn) / size, Math.sin(turn) / size]
  const contrast = random.uniform(0.25, 0.45)
  const ink = ground > 0.5 ? ground - contrast : ground + contrast
  const outline = outlines[kind]!
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [dx, dy] = [column - middleX, row - middleY]
      const inside = -size * outline(cos * dx + sin * dy, cos * dy - sin * dx)
      if (inside <= -0.5) continue
      const pixel = row * side + column
      const cover = Math.min(inside + 0.5, 1)
      picture[pixel] = picture[pixel]! + cover * (ink - picture[pixel]!)
      if (inside > 0) mask[pixel] = kind + 1
    }
  }
}
