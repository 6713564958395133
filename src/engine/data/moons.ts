import type { Recipe } from './generate'

/** Two half circles that reach into each other: no straight line parts them. x (2), y a class. */
export const moons: Recipe = {
  name: 'moons',
  xShape: [2],
  yShape: [],
  classes: ['upper', 'lower'],
  draw: (random, index, x, y) => {
    const moon = index % 2
    const angle = random.uniform(0, Math.PI)
    const [across, up] = [Math.cos(angle), Math.sin(angle)]
    x[0] = (moon === 0 ? across - 0.5 : 0.5 - across) + 0.1 * random.normal()
    x[1] = (moon === 0 ? up - 0.25 : 0.25 - up) + 0.1 * random.normal()
    y[0] = moon
  },
}
