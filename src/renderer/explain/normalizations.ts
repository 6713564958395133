/** BatchNorm1d, BatchNorm2d and LayerNorm: y = (x − mean) / √(var + eps) · weight + bias. Source: docs.pytorch.org, torch.nn. */
import { nearest } from './explanation'
import type { BackPlace, Explainer, Explanation, LineName, Operation, Place } from './explanation'
import { magnitudeOf, offsetOf, sum, valueAt } from './places'

/** What is normalised together with one place: the offsets of its values; and where its weight and bias are. */
interface Group {
  offsets: number[]
  /** Of each of those, in weight and bias. */
  affine: (offset: number) => number
}

/** In training over the batch, in evaluation with running statistics: the engine's number tells which. */
export const batchNorm: Explainer = {
  forward: (operation, place) =>
    chosen(operation, place, (running) => forward(operation, place, channelOf, running)),
  backward: (operation, place) =>
    chosen(operation, place, (running) => backward(operation, place, channelOf, running)),
}

export const layerNorm: Explainer = {
  forward: (operation, place) => forward(operation, place, lastOf, null),
  backward: (operation, place) => backward(operation, place, lastOf, null),
}

/** Mean and variance that an evaluation takes. */
interface Running {
  mean: number
  variance: number
}

type GroupOf = (operation: Operation, shape: readonly number[], index: readonly number[]) => Group

function chosen(
  { parameters }: Operation,
  { index, actual }: Place,
  explain: (running: Running | null) => Explanation | null,
): Explanation | null {
  const { running_mean: mean, running_var: variance } = parameters
  const channel = index[1]!
  const running =
    mean && variance ? { mean: mean.values[channel]!, variance: variance.values[channel]! } : null
  const both = running ? [explain(null), explain(running)] : [explain(null)]
  return nearest(
    both.filter((each) => each !== null),
    actual,
  )
}

function channelOf(_: Operation, shape: readonly number[], index: readonly number[]): Group {
  const [count, channels, ...image] = shape as [number, number, ...number[]]
  const each = image.reduce((a, b) => a * b, 1)
  const channel = index[1]!
  const offsets = Array.from({ length: count * each }, (_each, at) => {
    const sample = Math.floor(at / each)
    return (sample * channels + channel) * each + (at % each)
  })
  return { offsets, affine: () => channel }
}

function lastOf({ params }: Operation, shape: readonly number[], index: readonly number[]): Group {
  const given = params['normalized_shape']
  const dims = Array.isArray(given) ? given.length : 1
  const size = shape.slice(-dims).reduce((a, b) => a * b, 1)
  const start = Math.floor(offsetOf(shape, index) / size) * size
  return { offsets: Array.from({ length: size }, (_, at) => start + at), affine: (offset) => offset % size }
}

/** A place in the middle of what is normalised with it. */
function statistics(operation: Operation, place: Place, groupOf: GroupOf, running: Running | null) {
  const { input } = operation.inputs
  if (!input) return null
  const { offsets, affine } = groupOf(operation, input.shape, place.index)
  const values = offsets.map((offset) => input.values[offset]!)
  const mean = running ? running.mean : sum(values) / values.length
  const variance = running ? running.variance : sum(values.map((x) => (x - mean) ** 2)) / values.length
  const eps = typeof operation.params['eps'] === 'number' ? operation.params['eps'] : 1e-5
  const deviation = Math.sqrt(variance + eps)
  const { weight, bias } = operation.parameters
  const scale = (offset: number): number => weight?.values[affine(offset)] ?? 1
  const offset = offsetOf(input.shape, place.index)
  const added = bias ? bias.values[affine(offset)]! : 0
  return { input, offsets, mean, variance, deviation, scale, offset, added, x: valueAt(input, place.index) }
}

const FORMULA = '(x − mean) / √(var + eps)'

function forward(
  operation: Operation,
  place: Place,
  groupOf: GroupOf,
  running: Running | null,
): Explanation | null {
  const found = statistics(operation, place, groupOf, running)
  if (!found) return null
  const { mean, variance, deviation, scale, offset, added, x } = found
  const normalised = (x - mean) / deviation
  const { weight, bias } = operation.parameters
  const names: [LineName, number][] = [
    ['input', x],
    [running ? 'runningMean' : 'mean', mean],
    [running ? 'runningVariance' : 'variance', variance],
    ['deviation', deviation],
    ['normalised', normalised],
    ...(weight ? ([['weight', scale(offset)]] as [LineName, number][]) : []),
    ...(bias ? ([['bias', added]] as [LineName, number][]) : []),
  ]
  return {
    formula: `y = ${FORMULA}${weight ? ' · weight' : ''}${bias ? ' + bias' : ''}`,
    parts: [{ kind: 'lines', lines: names.map(([name, value]) => ({ name, value })) }],
    value: normalised * scale(offset) + added,
    magnitude: ((Math.abs(x) + Math.abs(mean)) / deviation) * Math.abs(scale(offset)) + Math.abs(added),
  }
}

/** ∂L/∂x = (g − mean g − x̂ · mean(g · x̂)) / √(var + eps) with g = ∂L/∂y · weight; with running statistics g / √(var + eps). */
function backward(
  operation: Operation,
  place: BackPlace,
  groupOf: GroupOf,
  running: Running | null,
): Explanation | null {
  const found = statistics(operation, place, groupOf, running)
  if (!found) return null
  const { input, offsets, mean, deviation, scale, offset, x } = found
  const weighed = (at: number): number => place.gradient.values[at]! * scale(at)
  const own = weighed(offset)
  const normalised = (x - mean) / deviation
  const scaled: [LineName, number][] = [
    ['upstream', place.gradient.values[offset]!],
    ['weight', scale(offset)],
    ['deviation', deviation],
  ]
  const lines = (names: [LineName, number][]): Explanation['parts'] => [
    { kind: 'lines', lines: names.map(([name, value]) => ({ name, value })) },
  ]
  if (running)
    return {
      formula: '∂L/∂x = ∂L/∂y · weight / √(running_var + eps)',
      parts: lines(scaled),
      value: own / deviation,
      magnitude: Math.abs(own / deviation),
    }
  const gradients = offsets.map(weighed)
  const products = offsets.map((at, i) => (gradients[i]! * (input.values[at]! - mean)) / deviation)
  const count = offsets.length
  const [meanGradient, meanProduct] = [sum(gradients) / count, sum(products) / count]
  return {
    formula: '∂L/∂x = (g − mean(g) − x̂ · mean(g · x̂)) / √(var + eps), g = ∂L/∂y · weight',
    parts: lines([
      ...scaled,
      ['normalised', normalised],
      ['meanGradient', meanGradient],
      ['meanProduct', meanProduct],
    ]),
    value: (own - meanGradient - normalised * meanProduct) / deviation,
    magnitude:
      (Math.abs(own) +
        magnitudeOf(gradients) / count +
        (Math.abs(normalised) * magnitudeOf(products)) / count) /
      deviation,
  }
}
