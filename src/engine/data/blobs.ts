import type { Recipe } from './generate'

/** Two round clouds of points that overlap a little: one straight line parts nearly all of them. x (2), y a class. */
export const blobs: Recipe = {
  name: 'blobs',
  xShape: [2],
  yShape: [],
  classes: ['left', 'right'],
  draw: (random, index, x, y) => {
    const side = index % 2
    const centre = side === 0 ? [-1.2, -0.8] : [1.2, 0.8]
    centre.forEach((value, axis) => (x[axis] = value + 0.8 * random.normal()))
    y[0] = side
  },
}
