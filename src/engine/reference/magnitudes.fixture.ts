/** The magnitudes of what the engine gives, where no script of PyTorch's found them: see docs/testing.md. */
import type { SafeTensor, SafeTensors } from '../../graph/formats/safetensors'
import { Generator } from '../index'

/** By how much a number is changed, relative to itself and times its share: well above what single precision rounds. */
const STEP = 2 ** -14
const SAMPLES = 15
/** Larger shares would be no small changes. */
const LARGEST_SHARE = 50

type Results<Key> = ReadonlyMap<Key, ArrayLike<number>>

/**
 * Σ |∂y/∂v · v| of each result y over the numbers v that go in, by changing them all at once.
 *
 * Each number is changed by its own share of a Cauchy distribution: the median effect of such changes is the sum of the single ones.
 * Where half the change makes as much of a difference it was a jump, which counts for nothing.
 */
export function magnitudesOf<Key>(
  given: readonly SafeTensors[],
  run: (given: readonly SafeTensors[]) => Results<Key>,
): Map<Key, Float64Array> {
  const random = new Generator(5)
  const before = run(given)
  const tries = Array.from({ length: SAMPLES }, () => {
    const shares = given.map((tensors) => sharesFor(tensors, random))
    const changed = (step: number) => run(given.map((tensors, i) => moved(tensors, shares[i]!, step)))
    return slopes(before, changed(STEP), changed(STEP / 2))
  })
  return new Map(
    [...before].map(([key, values]) => [
      key,
      Float64Array.from(values, (_, i) => median(tries.map((slope) => slope.get(key)![i]!))),
    ]),
  )
}

/** NaN at a jump. */
function slopes<Key>(before: Results<Key>, whole: Results<Key>, half: Results<Key>): Map<Key, Float64Array> {
  const slope = (key: Key, after: Results<Key>, i: number, step: number) =>
    Math.abs(after.get(key)![i]! - before.get(key)![i]!) / step
  return new Map(
    [...before].map(([key, values]) => [
      key,
      Float64Array.from(values, (_, i) => {
        const [steep, halfway] = [slope(key, whole, i, STEP), slope(key, half, i, STEP / 2)]
        return halfway > 1.5 * steep ? NaN : steep
      }),
    ]),
  )
}

function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? 0
}

function sharesFor(tensors: SafeTensors, random: Generator): Map<string, Float32Array> {
  const share = () => Math.max(-LARGEST_SHARE, Math.min(random.normal() / random.normal(), LARGEST_SHARE))
  return new Map([...tensors].map(([key, { values }]) => [key, Float32Array.from(values, share)]))
}

function moved(tensors: SafeTensors, shares: ReadonlyMap<string, Float32Array>, step: number): SafeTensors {
  const changed = (key: string, tensor: SafeTensor): SafeTensor => ({
    ...tensor,
    values: Float32Array.from(tensor.values, (value, i) => value * (1 + step * shares.get(key)![i]!)),
  })
  return new Map(
    [...tensors].map(([key, tensor]) => [key, tensor.dtype === 'F32' ? changed(key, tensor) : tensor]),
  )
}
