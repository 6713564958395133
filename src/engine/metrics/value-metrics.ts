/** Metrics of numbers against numbers of the same shape (N, *). */
import { metricRule } from './metric-rule'
import type { MetricRule } from './metric-rule'

/** Mean of |input − target|. */
export function mae(): MetricRule {
  return metricRule<{ sum: number; count: number }>({
    start: () => ({ sum: 0, count: 0 }),
    add: (state, input, target) => {
      const wanted = target.data()
      input.data().forEach((value, i) => (state.sum += Math.abs(value - wanted[i]!)))
      state.count += wanted.length
    },
    value: ({ sum, count }) => (count === 0 ? null : sum / count),
  })
}

/** For each value of a sample: its mean so far, the squared distances from it, and the squared errors. */
interface Variance {
  count: number
  means: number[]
  spreads: number[]
  errors: number[]
}

/** Below this share of its square, what is left of a mean is rounding: the target never changes. */
const CONSTANT = 1e-20

/** 1 − Σ(target − input)² / Σ(target − mean)², the mean over the values of a sample. */
export function r2Score(): MetricRule {
  return metricRule<Variance>({
    start: () => ({ count: 0, means: [], spreads: [], errors: [] }),
    add: (state, input, target) => addBatch(state, input.data(), target.data(), target.shape[0]!),
    value: ({ count, means, spreads, errors }) => {
      if (count === 0 || means.length === 0) return null
      const scores = means.map((mean, column) => {
        const spread = spreads[column]!
        const error = errors[column]!
        if (spread > CONSTANT * count * mean * mean) return 1 - error / spread
        return error === 0 ? 1 : 0
      })
      return scores.reduce((a, b) => a + b, 0) / scores.length
    },
  })
}

/** Joins the batch's own mean and spread with those so far, as Chan, Golub and LeVeque do. */
function addBatch(
  state: Variance,
  input: ArrayLike<number>,
  target: ArrayLike<number>,
  samples: number,
): void {
  const columns = samples === 0 ? 0 : target.length / samples
  if (columns === 0) return
  if (state.means.length !== columns) {
    const zeros = (): number[] => Array.from({ length: columns }, () => 0)
    Object.assign(state, { count: 0, means: zeros(), spreads: zeros(), errors: zeros() })
  }
  const before = state.count
  state.count += samples
  for (let column = 0; column < columns; column++) {
    let sum = 0
    for (let i = column; i < target.length; i += columns) sum += target[i]!
    const mean = sum / samples
    let spread = 0
    let error = 0
    for (let i = column; i < target.length; i += columns) {
      spread += (target[i]! - mean) ** 2
      error += (target[i]! - input[i]!) ** 2
    }
    const apart = mean - state.means[column]!
    state.means[column]! += (apart * samples) / state.count
    state.spreads[column]! += spread + (apart * apart * before * samples) / state.count
    state.errors[column]! += error
  }
}
