import { elementCount, type Dataset } from './dataset'
import { heldOutCount } from './prepare'
import { SeededRandom } from './seeded-random'

/** How one sample of a source is made; the classes of samples take turns, so that each is as frequent as the others. */
export interface Recipe extends Pick<Dataset, 'name' | 'xShape' | 'yShape' | 'classes'> {
  /** Default: `float32`. */
  xDtype?: Dataset['xDtype']
  /** Default: `int64`. */
  yDtype?: Dataset['yDtype']
  /** Fills in sample `index`; `x` and `y` are zeros before. */
  draw: (random: SeededRandom, index: number, x: Values, y: Values) => void
}

type Values = Float32Array | Int32Array

export interface Amount {
  /** Samples, held-out ones included. */
  count: number
  /** A share of them (below 1) or a number of samples. */
  held_out: number
  seed: number
}

/** Makes samples by a recipe; sample k of a seed is the same whatever the count. Errors: none left to train on. */
export function generate(recipe: Recipe, { count, held_out: heldOut, seed }: Amount): Dataset {
  const { draw, xDtype = 'float32', yDtype = 'int64', ...facts } = recipe
  const [xSize, ySize] = [elementCount(facts.xShape), elementCount(facts.yShape)]
  const x = zeros(xDtype, count * xSize)
  const y = zeros(yDtype, count * ySize)
  for (let index = 0; index < count; index++) {
    const random = new SeededRandom(seed, index)
    draw(
      random,
      index,
      x.subarray(index * xSize, (index + 1) * xSize),
      y.subarray(index * ySize, (index + 1) * ySize),
    )
  }
  return { ...facts, count, heldOut: heldOutCount(heldOut, count), x, xDtype, y, yDtype }
}

function zeros(dtype: Dataset['xDtype'], length: number): Values {
  return dtype === 'int64' ? new Int32Array(length) : new Float32Array(length)
}
