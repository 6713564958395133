import type { Dataset } from './dataset'
import { SeededRandom } from './seeded-random'

/** Number of houses. */
export const houseCount = 30

/**
 * Areas and prices of 30 made-up houses: price = 15·area + 20, give or take 60.
 *
 * Areas lie between 30 and 100 m², so that mean(area²) is about 4,600 and plain SGD on the raw values is stable for
 * lr < 1 / mean(area²), about 2e-4. Prices are in millions of dong.
 *
 * - `seed`: another seed, other houses.
 *
 * Shape: x (30, 1), area in m²; y (30, 1), price. Nothing is held out.
 */
export function makeHousePrices(seed: number): Dataset {
  const random = new SeededRandom(seed, 0)
  const x = new Float32Array(houseCount)
  const y = new Float32Array(houseCount)
  for (let house = 0; house < houseCount; house++) {
    const area = Math.round(10 * (30 + (70 * (house + random.uniform(0, 1))) / houseCount)) / 10
    x[house] = area
    y[house] = Math.round(15 * area + 20 + 60 * random.normal())
  }
  return {
    name: 'house-prices',
    count: houseCount,
    heldOut: 0,
    x,
    xDtype: 'float32',
    xShape: [1],
    y,
    yShape: [1],
    yDtype: 'float32',
  }
}
