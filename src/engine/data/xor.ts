import type { Recipe } from './generate'

/**
 * Points around the corners of a square, where the class is "one, but not both": (−1, 1) and (1, −1) are 1, (−1, −1) and
 * (1, 1) are 0. x (2), y a class.
 */
export const xor: Recipe = {
  name: 'xor',
  xShape: [2],
  yShape: [],
  classes: ['same', 'different'],
  draw: (random, index, x, y) => {
    const [first, second] = [index & 1, (index >> 1) & 1]
    x[0] = 2 * first - 1 + 0.25 * random.normal()
    x[1] = 2 * second - 1 + 0.25 * random.normal()
    y[0] = first ^ second
  },
}
