import type { Recipe } from './generate'

/** Two arms of a spiral, wound around each other by one turn and a quarter. x (2), y a class. */
export const spirals: Recipe = {
  name: 'spirals',
  xShape: [2],
  yShape: [],
  classes: ['first arm', 'second arm'],
  draw: (random, index, x, y) => {
    const arm = index % 2
    const along = Math.sqrt(random.uniform(0.02, 1))
    const angle = 2.5 * Math.PI * along + Math.PI * arm
    x[0] = 1.5 * along * Math.cos(angle) + 0.05 * random.normal()
    x[1] = 1.5 * along * Math.sin(angle) + 0.05 * random.normal()
    y[0] = arm
  },
}
