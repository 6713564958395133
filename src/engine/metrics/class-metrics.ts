/** Metrics of scores (N, C) or (N, C, d1, …) against class numbers (N) or (N, d1, …). */
import type { Tensor } from '../core/tensor'
import { metricRule } from './metric-rule'
import type { MetricRule } from './metric-rule'

interface Counts {
  right: number
  total: number
}

interface Ignoring {
  ignore_index: number
}

/** Share of samples whose largest score is that of their class; for a target of 0 and 1, on the right side of `threshold`. */
export function accuracy({ threshold, ignore_index }: Ignoring & { threshold: number }): MetricRule {
  return metricRule<Counts>({
    start: () => ({ right: 0, total: 0 }),
    add: (counts, input, target) => {
      if (target.dtype === 'int64')
        return eachSample(input, target, ignore_index, (scores, wanted) =>
          count(counts, largest(scores) === wanted),
        )
      const answers = target.data()
      input.data().forEach((score, i) => count(counts, score > threshold === answers[i]! > 0.5))
    },
    value: share,
  })
}

/** Share of samples whose class is among the `k` largest scores; of equal ones the first count as larger. */
export function topK({ k, ignore_index }: Ignoring & { k: number }): MetricRule {
  return metricRule<Counts>({
    start: () => ({ right: 0, total: 0 }),
    add: (counts, input, target) =>
      eachSample(input, target, ignore_index, (scores, wanted) => count(counts, placeOf(scores, wanted) < k)),
    value: share,
  })
}

interface Matrix {
  classes: number
  /** Row by row. */
  counts: number[]
}

/** How often each class (row) was taken for each class (column). */
export function confusionMatrix({ ignore_index }: Ignoring): MetricRule {
  return metricRule<Matrix>({
    start: () => ({ classes: 0, counts: [] }),
    add: (matrix, input, target) => {
      const classes = input.shape[1]!
      if (matrix.classes !== classes)
        Object.assign(matrix, { classes, counts: Array.from({ length: classes * classes }, () => 0) })
      eachSample(input, target, ignore_index, (scores, wanted) => {
        if (wanted >= 0 && wanted < classes) matrix.counts[wanted * classes + largest(scores)]!++
      })
    },
    value: ({ classes, counts }) =>
      classes === 0
        ? null
        : Array.from({ length: classes }, (_, row) => counts.slice(row * classes, (row + 1) * classes)),
  })
}

function count(counts: Counts, right: boolean): void {
  counts.total++
  if (right) counts.right++
}

function share({ right, total }: Counts): number | null {
  return total === 0 ? null : right / total
}

/** Calls `visit` with the scores of each sample (the same array every time) and its class. */
function eachSample(
  input: Tensor,
  target: Tensor,
  ignored: number,
  visit: (scores: Float32Array, wanted: number) => void,
): void {
  const values = input.data()
  const wanted = target.data()
  const classes = input.shape[1]!
  const inner = input.shape.slice(2).reduce((a, b) => a * b, 1)
  const scores = new Float32Array(classes)
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === ignored) continue
    const start = Math.floor(i / inner) * classes * inner + (i % inner)
    for (let c = 0; c < classes; c++) scores[c] = values[start + c * inner]!
    visit(scores, wanted[i]!)
  }
}

/** As `argmax`: the first of equal scores. */
function largest(scores: Float32Array): number {
  let best = 0
  for (let c = 1; c < scores.length; c++) if (scores[c]! > scores[best]!) best = c
  return best
}

/** How many scores come before that of a class, in falling order. */
function placeOf(scores: Float32Array, wanted: number): number {
  const own = scores[wanted]
  if (own === undefined || Number.isNaN(own)) return Infinity
  let place = 0
  for (let c = 0; c < scores.length; c++) if (scores[c]! > own || (scores[c] === own && c < wanted)) place++
  return place
}
