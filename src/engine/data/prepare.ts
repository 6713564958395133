/** What is done to a source's samples before they are used: a part of them, some held out, normalised. */
import { DatasetError, elementCount, type Dataset } from './dataset'

/** A share (below 1) or a number of `count` samples. Errors: none would be left to train on. */
export function heldOutCount(heldOut: number, count: number): number {
  const held = heldOut < 1 ? Math.round(heldOut * count) : Math.floor(heldOut)
  if (held < count) return held
  throw new DatasetError(
    `${held} of ${count} samples would be held out, so none is left to train on.`,
    'Hold out fewer samples or use more.',
    'held_out',
  )
}

/**
 * The first samples of a source that has a fixed number of them, with some held out. A source that comes with a
 * held-out part of its own gives those, all of them when `held_out` is 0.
 *
 * Errors: more samples asked for than there are; none left to train on.
 */
export function takeSamples(
  dataset: Dataset,
  { count, held_out: wanted }: { count?: number; held_out: number },
): Dataset {
  if (count !== undefined && count > dataset.count)
    throw new DatasetError(
      `${dataset.name} has ${dataset.count} samples, not ${count}.`,
      `Ask for at most ${dataset.count}.`,
      'count',
    )
  const own = dataset.heldOut
  const total = count ?? dataset.count
  const share = total / dataset.count
  const held = own > 0 && wanted === 0 ? Math.round(own * share) : heldOutCount(wanted, total)
  if (own > 0 && held > own)
    throw new DatasetError(
      `${dataset.name} has ${own} samples to hold out, not ${held}.`,
      `Hold out at most ${own}.`,
      'held_out',
    )
  const train = Math.min(total - held, dataset.count - own)
  return joinParts(dataset, train, own > 0 ? dataset.count - own : train, held)
}

/** The first `train` samples, then `held` ones from `heldStart` on. */
function joinParts(dataset: Dataset, train: number, heldStart: number, held: number): Dataset {
  const part = <T extends Float32Array | Int32Array>(values: T, size: number): T => {
    const joined = values.slice(0, (train + held) * size) as T
    joined.set(values.subarray(heldStart * size, (heldStart + held) * size), train * size)
    return joined
  }
  return {
    ...dataset,
    count: train + held,
    heldOut: held,
    x: part(dataset.x, elementCount(dataset.xShape)),
    y: part(dataset.y, elementCount(dataset.yShape)),
  }
}

/**
 * Class numbers as values of shape (1), for losses that compare values.
 *
 * Errors: a source without one class a sample.
 */
export function withNumbers(dataset: Dataset): Dataset {
  if (dataset.yDtype !== 'int64' || dataset.yShape.length > 0)
    throw new DatasetError(
      `The targets of ${dataset.name} are not one class a sample.`,
      "Leave target at 'class'.",
      'target',
    )
  return { ...dataset, y: Float32Array.from(dataset.y), yShape: [1], yDtype: 'float32' }
}

/**
 * x shifted and scaled so that its training part has mean 0 and standard deviation 1 over all values.
 *
 * Errors: a source of indices.
 */
export function normalised(dataset: Dataset): Dataset {
  if (dataset.xDtype === 'int64')
    throw new DatasetError(
      `${dataset.name} gives indices, which cannot be scaled.`,
      'Turn normalize off.',
      'normalize',
    )
  const values = dataset.x.subarray(0, (dataset.count - dataset.heldOut) * elementCount(dataset.xShape))
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  const deviation = Math.sqrt(squares / values.length) || 1
  return { ...dataset, x: dataset.x.map((value) => (value - mean) / deviation) }
}
