/** What is done to a source's samples before they are used: a part of them, some held out, normalised. */
import { DatasetError, elementCount, type Dataset, type Scaling } from './dataset'
import { tell } from '../../words/tell'

/** A share (below 1) or a number of `count` samples. Errors: none would be left to train on. */
export function heldOutCount(heldOut: number, count: number): number {
  const held = heldOut < 1 ? Math.round(heldOut * count) : Math.floor(heldOut)
  if (held < count) return held
  throw new DatasetError(
    tell(
      'data.of_samples_would_be_held',
      '{{held}} of {{all}} samples would be held out, so none is left to train on.',
      { held, all: count },
    ),
    tell('data.hold_out_fewer_samples_or', 'Hold out fewer samples or use more.'),
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
      tell('data.has_samples_not', '{{dataset}} has {{own}} samples, not {{wanted}}.', {
        dataset: dataset.name,
        own: dataset.count,
        wanted: count,
      }),
      tell('data.ask_for_at_most', 'Ask for at most {{own}}.', { own: dataset.count }),
      'count',
    )
  const own = dataset.heldOut
  const total = count ?? dataset.count
  const share = total / dataset.count
  const held = own > 0 && wanted === 0 ? Math.round(own * share) : heldOutCount(wanted, total)
  if (own > 0 && held > own)
    throw new DatasetError(
      tell('data.has_samples_to_hold_out', '{{dataset}} has {{own}} samples to hold out, not {{held}}.', {
        dataset: dataset.name,
        own,
        held,
      }),
      tell('data.hold_out_at_most', 'Hold out at most {{own}}.', { own }),
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
      tell('data.targets_of_are_not_one', 'The targets of {{dataset}} are not one class a sample.', {
        dataset: dataset.name,
      }),
      tell('data.leave_target_at_class', "Leave target at 'class'."),
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
  const { x } = dataset
  if (x instanceof Int32Array)
    throw new DatasetError(
      tell('data.gives_indices_which_cannot_be', '{{dataset}} gives indices, which cannot be scaled.', {
        dataset: dataset.name,
      }),
      tell('data.turn_normalize_off', 'Turn normalize off.'),
      'normalize',
    )
  const values = x.subarray(0, (dataset.count - dataset.heldOut) * elementCount(dataset.xShape))
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  const deviation = Math.sqrt(squares / values.length) || 1
  const scaling = { mean, deviation }
  return { ...dataset, scaling, x: scaled(x, scaling) }
}

/** Values as those of a data set that was scaled so. */
export function scaled(values: Float32Array, { mean, deviation }: Scaling): Float32Array {
  return values.map((value) => (value - mean) / deviation)
}
