/** CrossEntropyLoss: −Σ_c weight(c) · q(c) · ln softmax(x)(c), q the target. Source: docs.pytorch.org, torch.nn.CrossEntropyLoss. */
import type { Explainer, Operation, Term, Values } from './explanation'
import { indexOf, largest, magnitudeOf, offsetOf, sum } from './places'

/** What is known of one prediction. */
interface Sample {
  scores: number[]
  logSums: number
  probabilities: number[]
  /** weight(c) · q(c); all 0 where the target is ignored. */
  targets: number[]
  /** The weight of its class, by which a mean divides; of probabilities 1. */
  counts: number
  loss: number
}

export const crossEntropy: Explainer = {
  forward(operation, { index }) {
    const found = samplesOf(operation)
    if (!found) return null
    const { samples, divisor, shape, reduction } = found
    if (reduction === 'none') {
      const sample = samples[offsetOf(shape, index)]!
      return { formula: FORMULA, parts: [...partsOf(sample)], value: sample.loss, magnitude: sizeOf(sample) }
    }
    const terms = samples.map(({ loss }, at): Term => ({ at: indexOf(shape, at), factors: [], value: loss }))
    return {
      formula: reduction === 'mean' ? `mean of ${FORMULA}` : `sum of ${FORMULA}`,
      parts: [largest('sample', terms), { kind: 'lines', lines: [{ name: 'divisor', value: divisor }] }],
      value: sum(samples.map(({ loss }) => loss)) / divisor,
      magnitude: sum(samples.map(sizeOf)) / divisor,
    }
  },
  backward(operation, { index, handle, gradient }) {
    const found = handle === 'input' ? samplesOf(operation) : null
    if (!found) return null
    const { samples, divisor, shape, reduction } = found
    const axis = index.length === 1 ? 0 : 1
    const at = offsetOf(
      shape,
      index.filter((_, dim) => dim !== axis),
    )
    const sample = samples[at]!
    const own = index[axis]!
    const upstream = gradient.values[reduction === 'none' ? at : 0]!
    const weighed = sum(sample.targets)
    const probability = sample.probabilities[own]!
    return {
      formula: '∂L/∂x(c) = (softmax(x)(c) − q(c)) · ∂L/∂loss / divisor',
      parts: [
        ...partsOf(sample),
        {
          kind: 'lines',
          lines: [
            { name: 'probability', value: probability },
            { name: 'target', value: sample.targets[own]! },
            { name: 'divisor', value: divisor },
            { name: 'upstream', value: upstream },
          ],
        },
      ],
      value: ((weighed * probability - sample.targets[own]!) * upstream) / divisor,
      magnitude: ((weighed * probability + Math.abs(sample.targets[own]!)) * Math.abs(upstream)) / divisor,
    }
  },
}

const FORMULA = '−ln softmax(x)(target) = ln Σ_c e^x(c) − x(target)'

/** The scores' exponentials as shares of their sum, and what came of them. */
function partsOf({ scores, probabilities, loss, logSums }: Sample) {
  const terms = probabilities.map((value, at): Term => ({ at: [at], factors: [scores[at]!], value }))
  return [
    largest('class', terms),
    {
      kind: 'lines' as const,
      lines: [
        { name: 'logarithm' as const, value: logSums },
        { name: 'average' as const, value: loss },
      ],
    },
  ]
}

function sizeOf({ scores, targets, logSums }: Sample): number {
  return magnitudeOf(targets.map((q, at) => Math.abs(q) * (Math.abs(logSums) + Math.abs(scores[at]!))))
}

function samplesOf({ params, inputs }: Operation) {
  const { input, target } = inputs
  if (!input || !target) return null
  const axis = input.shape.length === 1 ? 0 : 1
  const classes = input.shape[axis]!
  const shape = input.shape.filter((_, dim) => dim !== axis)
  const count = shape.reduce((a, b) => a * b, 1)
  const hard = target.values.length === count && target.shape.length < input.shape.length
  const samples = Array.from({ length: count }, (_, at) => {
    const index = indexOf(shape, at)
    const read = ({ shape: full, values }: Values, each: number): number =>
      values[offsetOf(full, [...index.slice(0, axis), each, ...index.slice(axis)])]!
    const scores = Array.from({ length: classes }, (_each, each) => read(input, each))
    const given = hard
      ? target.values[at]!
      : Array.from({ length: classes }, (_each, each) => read(target, each))
    return sampleOf(params, scores, given)
  })
  const reduction = typeof params['reduction'] === 'string' ? params['reduction'] : 'mean'
  const divisor = reduction === 'mean' ? sum(samples.map(({ counts }) => counts)) : 1
  return { samples, divisor, shape, reduction }
}

/** @param given The class, or a probability for each. */
function sampleOf(params: Operation['params'], scores: number[], given: number | number[]): Sample {
  const weights = Array.isArray(params['weight']) ? (params['weight'] as number[]) : scores.map(() => 1)
  const smoothing = typeof params['label_smoothing'] === 'number' ? params['label_smoothing'] : 0
  const biggest = Math.max(...scores)
  const logSums = biggest + Math.log(sum(scores.map((x) => Math.exp(x - biggest))))
  const probabilities = scores.map((x) => Math.exp(x - logSums))
  const ignored = typeof given === 'number' && given === (params['ignore_index'] ?? -100)
  const targets = scores.map((_, at) => {
    const share = typeof given === 'number' ? (given === at ? 1 : 0) : given[at]!
    return ignored ? 0 : weights[at]! * ((1 - smoothing) * share + smoothing / scores.length)
  })
  const counts = ignored ? 0 : typeof given === 'number' ? weights[given]! : 1
  return {
    scores,
    logSums,
    probabilities,
    targets,
    counts,
    loss: sum(targets.map((q, at) => q * (logSums - scores[at]!))),
  }
}
