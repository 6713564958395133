/** Rows of a table, taken together bag by bag. */
import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { NotImplementedError, RuntimeError, ValueError } from '../errors'
import { shapeText } from '../core/shape'
import { whereRaw } from './activation-support'
import { raw2 } from './arithmetic'
import { paddingRow } from './embedding'
import { reduceRaw } from './reduce'
import { reshapeRaw } from './view'

export type BagMode = 'sum' | 'mean' | 'max'

export interface EmbeddingBagOptions {
  /** What becomes of the rows of a bag; default mean. */
  mode?: BagMode
  /** The last of the offsets is the end of the last bag; default false. */
  includeLastOffset?: boolean
  /** A row that counts nowhere and gets no gradient; negative ones count from the end. */
  paddingIdx?: number | null
}

export interface EmbeddingBagInputs {
  /** Where each bag begins, for indices of one dimension. */
  offsets?: Tensor | null
  /** A factor for each index, of its shape; only for sums. */
  perSampleWeights?: Tensor | null
}

/** Which index is in which bag. */
interface Bags {
  /** All indices one after another. */
  indices: Tensor
  /** Where each bag begins and ends among them. */
  ranges: readonly (readonly [start: number, end: number])[]
  /** Whether an index counts: not the row of padding. */
  counts: (place: number) => boolean
}

/**
 * The sum, the mean or the largest of the rows that the indices of each bag name; 0 where a bag is empty.
 *
 * Shape: indices (B, L) of int64, or (M) with offsets (B); weight (V, D) → (B, D).
 * Errors: offsets beside (B, L); none beside (M); weights of another shape or for another mode; an index outside the table.
 */
export function embeddingBag(
  indices: Tensor,
  weight: Tensor,
  { offsets = null, perSampleWeights = null }: EmbeddingBagInputs = {},
  { mode = 'mean', includeLastOffset = false, paddingIdx = null }: EmbeddingBagOptions = {},
): Tensor {
  check(indices, offsets, perSampleWeights, mode)
  const padding = paddingRow(paddingIdx, weight.shape[0]!)
  const bags = bagsOf(indices, { offsets, includeLastOffset }, { rows: weight.shape[0]!, padding })
  const table = inLayout(weight, null)
  const found = fromHandle(backend.gather(table.handle, bags.indices.handle, 0), [
    bags.indices.numel(),
    weight.shape[1]!,
  ])
  return mode === 'max'
    ? largest(weight, found, bags)
    : summed({ weight, found, perSampleWeights }, bags, mode)
}

function check(indices: Tensor, offsets: Tensor | null, weights: Tensor | null, mode: BagMode): void {
  const rank = indices.shape.length
  if (weights && weights.shape.join() !== indices.shape.join())
    throw new ValueError(
      `embedding_bag: If per_sample_weights (torch.Size(${shapeText(weights.shape)})) is not None, then it must have the same shape as the input (torch.Size(${shapeText(indices.shape)}))`,
    )
  if (rank === 2 && offsets)
    throw new ValueError(
      "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>",
    )
  if (rank === 1 && !offsets) throw new ValueError('offsets has to be a 1D Tensor but got None')
  if (rank === 1 && offsets?.shape.length !== 1) throw new ValueError('offsets has to be a 1D Tensor')
  if (rank !== 1 && rank !== 2)
    throw new ValueError(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${rank}`)
  if (weights && mode !== 'sum')
    throw new NotImplementedError(
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`,
    )
  if (indices.dtype !== 'int64')
    throw new RuntimeError(
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${indices.dtype === 'bool' ? 'torch.BoolTensor' : 'torch.FloatTensor'} instead (while checking arguments for embedding_bag)`,
    )
}

function bagsOf(
  given: Tensor,
  { offsets, includeLastOffset }: { offsets: Tensor | null; includeLastOffset: boolean },
  { rows, padding }: { rows: number; padding: number | null },
): Bags {
  const indices = reshapeRaw(inLayout(given, null), [given.numel()])
  const values = backend.read(indices.handle)
  for (const index of values)
    if (index < 0 || index >= rows)
      throw new RuntimeError(
        `embedding_bag: Expected idx >= 0 && idx < num_embeddings but found idx to be ${index}`,
      )
  const counts = (place: number): boolean => values[place] !== padding
  if (!offsets) {
    const [count, length] = given.shape as [number, number]
    const ranges = Array.from({ length: count }, (_, bag) => [bag * length, (bag + 1) * length] as const)
    return { indices, ranges, counts }
  }
  const starts = offsets.data()
  checkOffsets(starts, values.length)
  const count = starts.length - (includeLastOffset ? 1 : 0)
  const ranges = Array.from(
    { length: count },
    (_, bag) => [starts[bag]!, starts[bag + 1] ?? values.length] as const,
  )
  return { indices, ranges, counts }
}

function checkOffsets(starts: ArrayLike<number>, length: number): void {
  const [first, last] = [starts[0] ?? 0, starts[starts.length - 1] ?? 0]
  if (first !== 0)
    throw new RuntimeError(
      `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${first}`,
    )
  if (last > length)
    throw new RuntimeError(
      `offsets[-1] can not be greater than input's length(${length}), but got offsets[-1] of ${last}`,
    )
}

interface Rows {
  weight: Tensor
  /** The row of each index, (M, D). */
  found: Tensor
  perSampleWeights: Tensor | null
}

function summed({ weight, found, perSampleWeights }: Rows, bags: Bags, mode: BagMode): Tensor {
  const { indices, ranges, counts } = bags
  const [count, width] = [indices.numel(), weight.shape[1]!]
  const bagOf = new Int32Array(count)
  const shares = new Float32Array(count)
  ranges.forEach(([start, end], bag) => {
    const places = Array.from({ length: Math.max(end - start, 0) }, (_, i) => start + i)
    const size = places.filter(counts).length
    for (const place of places) {
      bagOf[place] = bag
      shares[place] = counts(place) ? (mode === 'mean' ? 1 / size : 1) : 0
    }
  })
  const bag = fromValues(bagOf, [count], 'int64')
  const share = fromValues(shares, [count, 1], 'float32')
  const factors = perSampleWeights
    ? raw2('Mul', share, reshapeRaw(inLayout(perSampleWeights, null), [count, 1]))
    : share
  const sums = backend.segmentSum(raw2('Mul', found, factors).handle, bag.handle, ranges.length)
  const inputs = perSampleWeights ? [weight, perSampleWeights] : [weight]
  return record(
    'EmbeddingBagBackward0',
    inputs,
    fromHandle(sums, [ranges.length, width]),
    (grad, needs) => {
      const rows = fromHandle(backend.gather(inLayout(grad, null).handle, bag.handle, 0), [count, width])
      const total = (): Tensor =>
        fromHandle(
          backend.segmentSum(raw2('Mul', rows, factors).handle, indices.handle, weight.shape[0]!),
          weight.shape,
        )
      const products = (): Tensor =>
        reshapeRaw(
          raw2('Mul', reduceRaw('Sum', raw2('Mul', rows, found), [1], true), share),
          perSampleWeights!.shape,
        )
      return [needs[0] ? total() : null, ...(perSampleWeights ? [needs[1] ? products() : null] : [])]
    },
    inputs,
  )
}

/** Bags side by side, each as long as the longest: what comes after a shorter one's end is −∞. */
function largest(weight: Tensor, found: Tensor, { indices, ranges, counts }: Bags): Tensor {
  const [rows, width] = weight.shape as [number, number]
  const kept = ranges.map(([start, end]) =>
    Array.from({ length: Math.max(end - start, 0) }, (_, i) => start + i).filter(counts),
  )
  const [bags, length] = [ranges.length, Math.max(1, ...kept.map((places) => places.length))]
  const places = Int32Array.from(kept.flatMap((of) => Array.from({ length }, (_, i) => of[i] ?? 0)))
  const isThere = Uint8Array.from(
    kept.flatMap((of) => Array.from({ length }, (_, i) => Number(i < of.length))),
  )
  const at = fromValues(places, [bags * length], 'int64')
  const there = fromValues(isThere, [bags, length, 1], 'bool')
  const empty = fromValues(
    Uint8Array.from(kept, (of) => Number(of.length === 0)),
    [bags, 1],
    'bool',
  )
  const side = fromHandle(backend.gather(found.handle, at.handle, 0), [bags * length, width])
  const values = whereRaw(
    fromHandle(backend.broadcastTo(there.handle, [bags, length, width]), [bags, length, width]),
    reshapeRaw(side, [bags, length, width]),
    -Infinity,
  )
  const most = reduceRaw('Max', values, [1], false)
  const shown = whereRaw(fromHandle(backend.broadcastTo(empty.handle, [bags, width]), [bags, width]), 0, most)
  return record(
    'EmbeddingBagBackward0',
    [weight],
    shown,
    (grad) => {
      // Of equals the first gets the gradient.
      const first = fromHandle(backend.argReduce('ArgMax', values.handle, 1), [bags, width])
      const hot = fromHandle(backend.oneHot(first.handle, length), [bags, width, length])
      const shares = fromHandle(backend.transpose(hot.handle, [0, 2, 1]), [bags, length, width])
      const spread = raw2('Mul', shares, reshapeRaw(inLayout(grad, null), [bags, 1, width]))
      const own = raw2('Mul', spread, fromValues(Float32Array.from(isThere), [bags, length, 1], 'float32'))
      const row = fromHandle(backend.gather(indices.handle, at.handle, 0), [bags * length])
      const flat = reshapeRaw(own, [bags * length, width])
      return [fromHandle(backend.segmentSum(flat.handle, row.handle, rows), weight.shape)]
    },
    [weight],
  )
}
