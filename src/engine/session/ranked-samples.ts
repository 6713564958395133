/** Which samples the net is most and least surprised by. */
import { tell } from '../../words/tell'
import { elementCount } from '../data/dataset'
import type { Batch, BatchPart } from '../executor/batch'
import type { Predictions } from '../executor/executor'
import { noLoss, ProblemError } from '../executor/problem'
import type { RankedResult, RankedSample } from '../protocol'
import type { BatchSource } from './batch-source'
import type { PassScene } from './passes'

/** More are not looked at; a net that is slow with so many would keep training waiting. */
const MOST_SAMPLES = 10_000
const BATCH = 256
/** Of a probability that is 0 in float32. */
const LEAST = 1e-38

interface Judged extends Omit<RankedSample, 'index'> {
  at: number
}

/**
 * The `count` samples of the greatest and of the least loss, of those held out, else of those to train on (the first
 * 10,000; of one class that is taken for one, where a `cell` is given): −ln p of the right class, or the mean of (prediction − target)², each without weights or regularisation.
 *
 * Errors: no loss, or several; no samples; targets that are neither classes nor numbers beside predictions.
 */
export async function ranked(
  { executor, slots, samples }: PassScene,
  { count, cell }: { count: number; cell?: { target: number; said: number } | undefined },
): Promise<RankedResult> {
  const { train, heldOut, classes } = await samples.for(slots)
  const source = heldOut ?? train
  const total = Math.min(source.count, MOST_SAMPLES)
  const judged: Judged[] = []
  for (let start = 0; start < total; start += BATCH) {
    const batch = source.batch(start, Math.min(start + BATCH, total))
    judged.push(...judgedBatch(batch, executor.predictions(batch), start))
  }
  const wanted = cell
    ? judged.filter(({ target, said }) => target === cell.target && said === cell.said)
    : judged
  wanted.sort((a, b) => orderOf(b) - orderOf(a))
  const worst = wanted.slice(0, count)
  const best = wanted.slice(Math.max(worst.length, wanted.length - count)).reverse()
  const picture = partsOf(source.batch(0, 1)).x
  const first = heldOut ? train.count : 0
  const told = ({ at, ...rest }: Judged): RankedSample => ({ index: first + at, ...rest })
  return {
    of: heldOut ? 'heldOut' : 'train',
    samples: cell ? wanted.length : total,
    shape: picture.shape.slice(1),
    classes: classes ?? null,
    worst: worst.map(told),
    best: best.map(told),
    values: valuesOf(source, [...worst, ...best], picture),
  }
}

/** NaN and infinity come first. */
function orderOf({ loss }: Judged): number {
  return Number.isFinite(loss) ? loss : Infinity
}

function judgedBatch(batch: Batch, predictions: Predictions | null, start: number): Judged[] {
  if (!predictions)
    throw noLoss(
      tell(
        'engine.one_loss_to_rank_by',
        'Samples are ranked by the one loss of a net, and this has none or several.',
      ),
    )
  const { target } = partsOf(batch)
  const { values, probabilities } = predictions
  const count = batch[0]!.shape[0]!
  const each = (make: (i: number) => Omit<Judged, 'at'>): Judged[] =>
    Array.from({ length: count }, (_, i) => ({ at: start + i, ...make(i) }))
  if (probabilities && target.values.length === count) {
    const scores = probabilities.length / count
    return each((i) => classed(probabilities.subarray(i * scores, (i + 1) * scores), target.values[i]!))
  }
  if (target.dtype !== 'float32' || values.length !== target.values.length) throw unranked()
  const size = values.length / count
  return each((i) => {
    let sum = 0
    for (let j = i * size; j < (i + 1) * size; j++) sum += (values[j]! - target.values[j]!) ** 2
    const single = size === 1
    return {
      loss: sum / size,
      target: single ? target.values[i]! : null,
      said: single ? values[i]! : null,
      share: null,
    }
  })
}

/** One number says how probable the second of two classes is. */
function classed(shares: Float32Array, target: number): Omit<Judged, 'at'> {
  const all = shares.length === 1 ? [1 - shares[0]!, shares[0]!] : Array.from(shares)
  const said = all.reduce((best, share, at) => (share > all[best]! ? at : best), 0)
  const right = all[target] ?? NaN
  return { loss: -Math.log(Math.max(right, LEAST)), target, said, share: all[said]! }
}

/** The first column is what the net sees, the second what it should say. */
function partsOf(batch: Batch): { x: BatchPart; target: BatchPart } {
  const [x, target, ...more] = batch
  if (!x || !target || more.length > 0) throw unranked()
  return { x, target }
}

function valuesOf(
  source: BatchSource,
  of: readonly Judged[],
  { shape, node, handle }: BatchPart,
): Float32Array {
  const size = elementCount(shape.slice(1))
  const values = new Float32Array(of.length * size)
  of.forEach(({ at }, i) => {
    const part = source.batch(at, at + 1).find((each) => each.node === node && each.handle === handle)
    if (part) values.set(part.values, i * size)
  })
  return values
}

function unranked(): ProblemError {
  return new ProblemError({
    message: tell('engine.samples_cannot_be_ranked', 'Samples of this data cannot be ranked one by one.'),
    remedy: tell(
      'engine.rank_wants_one_target',
      'It takes one input and one target: a class, or numbers beside those of the net.',
    ),
  })
}
