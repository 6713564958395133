/** The sizes that a Reshape asks for, with the batch among them. */
import { BATCH, dimAt, divideDim, multiplyDims, ratioOfDims } from '../../../types/dims'
import type { Dim, Shape } from '../../../types/dims'
import { Unsupported } from '../values'
import { told } from '../../../../words/tell'

interface Asked {
  /** A size of 0 is one of 0, and copies none. */
  zeroIsZero: boolean
  /** The batch that the file was fixed to, or its name. */
  batch: string | number | null
}

/**
 * 0 copies a size, -1 takes what is left, and so does one that is not known. Where the file has the number of samples that it was fixed
 * to, the batch takes its place: the one that keeps what lies before and behind it.
 *
 * Shape: `(N, 3, 4)` and [1, -1], fixed to a batch of 1, give `(N, 12)`. Errors: sizes that split the batch, or do not multiply up.
 */
export function targetShape(
  from: Shape,
  target: readonly (Dim | null)[],
  { zeroIsZero, batch }: Asked,
): Dim[] {
  const sizes = target.map((size, axis) => (size === 0 && !zeroIsZero ? (from[axis] ?? 1) : size))
  const open = sizes.flatMap((size, axis) => (size === -1 || size === null ? [axis] : []))
  if (open.length > 1) throw new Unsupported(told('onnx.shape_not_known', 'its new shape is not known'))
  const [rest] = open
  const total = multiplyDims(from)
  const known = sizes.map((size, axis) => (axis === rest ? 1 : (size ?? 1)))
  const isFixed = typeof batch === 'number' && typeof total === 'string'
  if (isFixed && known.every((size) => typeof size === 'number')) return withBatch(from, known, rest, batch)
  const left = ratio(total, known)
  if (rest === undefined) {
    if (left === 1) return known
    return forAnyBatch(total, known) ?? doesNotHold(from, known)
  }
  if (left !== undefined) return known.map((size, axis) => (axis === rest ? left : size))
  // An example's batch was written down: the first size stands for it.
  const inner = known.slice(1)
  const each = ratio(total, [BATCH, ...inner])
  if (each === undefined || rest === 0)
    throw new Unsupported(told('onnx.shape_splits_batch', 'its new shape splits the batch'))
  return [BATCH, ...inner.map((size, axis) => (axis + 1 === rest ? each : size))]
}

/** What times `parts` makes `whole`; undefined for what does not come out whole for every batch. */
function ratio(whole: Dim, parts: Shape): Dim | undefined {
  const product = multiplyDims(parts)
  if (typeof product === 'number') return divideDim(whole, product)
  return ratioOfDims(whole, parts)
}

/** Where the file has the number of samples of an example first. */
function forAnyBatch(total: Dim, sizes: readonly Dim[]): Dim[] | undefined {
  const factor = ratio(total, sizes.slice(1))
  return factor === undefined || typeof sizes[0] !== 'number' ? undefined : [factor, ...sizes.slice(1)]
}

function doesNotHold(from: Shape, sizes: readonly Dim[]): never {
  throw new Unsupported(
    told('onnx.shape_does_not_hold', 'its new shape [{{sizes}}] does not hold [{{from}}]', {
      sizes: sizes.join(', '),
      from: from.join(', '),
    }),
  )
}

/** Numbers of a file that was fixed to `batch` samples, with the batch in its place. */
function withBatch(from: Shape, known: readonly number[], rest: number | undefined, batch: number): Dim[] {
  const total = from.reduce<number>((product, size) => product * dimAt(size, batch), 1)
  const product = known.reduce((all, size) => all * size, 1)
  const sizes = known.map((size, axis) => (axis === rest ? total / product : size))
  if (sizes.reduce((all, size) => all * size, 1) !== total || !sizes.every(Number.isInteger))
    doesNotHold(from, sizes)
  const at = placeOfBatch(from, sizes, batch)
  if (at === undefined)
    throw new Unsupported(told('onnx.shape_splits_batch', 'its new shape splits the batch'))
  return sizes.map((size, axis) => (axis === at ? multiplyDims([size / batch, BATCH]) : size))
}

/**
 * The size that takes the batch in: none of those that stay at the end, the features at the very end only where it must be, else the one
 * before which as few values are missing as can be, and of equal ones the batch itself.
 */
function placeOfBatch(from: Shape, sizes: readonly number[], batch: number): number | undefined {
  const axis = from.findIndex((size) => typeof size === 'string')
  const factor = ratioOfDims(from[axis] ?? 1, [BATCH])
  const others = from.filter((_, at) => at !== axis)
  if (factor === undefined || others.some((size) => typeof size !== 'number')) return undefined
  const lead = from.slice(0, axis).reduce<number>((product, size) => product * Number(size), 1)
  // A size that holds the batch times something may have it before or behind that.
  const before = factor === 1 ? [lead] : [lead, lead * factor]
  const most = Math.min(from.length - axis - 1, sizes.length - 1)
  let kept = 0
  while (kept < most && sizes.at(-1 - kept) === from.at(-1 - kept)) kept++
  const candidates = before.flatMap((outer) =>
    sizes.slice(0, sizes.length - kept).flatMap((size, at) => {
      const own = sizes.slice(0, at).reduce((product, each) => product * each, 1)
      const fits = outer % own === 0 && size % ((outer / own) * batch) === 0
      const features = at === sizes.length - 1 && size > batch
      return fits ? [{ at, features: Number(features), missing: outer / own, more: size / batch }] : []
    }),
  )
  const [best] = candidates.toSorted(
    (a, b) => a.features - b.features || a.missing - b.missing || a.more - b.more || a.at - b.at,
  )
  return best?.at
}
