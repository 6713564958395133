import type { Recipe } from './generate'

/** Number of digits where the node does not say. */
const DEFAULT_LENGTH = 8

/**
 * A row of random digits, and the same digits backwards: to say the first one, a network must look at the last.
 *
 * Shape: x (length), y (length), digits 0 to 9.
 */
export function reversal(length = DEFAULT_LENGTH): Recipe {
  return {
    name: 'reversal',
    xShape: [length],
    xDtype: 'int64',
    yShape: [length],
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    draw: (random, _, x, y) => {
      for (let place = 0; place < length; place++) {
        const digit = random.below(10)
        x[place] = digit
        y[length - 1 - place] = digit
      }
    },
  }
}
