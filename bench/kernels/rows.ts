import { sizeOf, type Case, type Expected, type Generator } from './case'
import type { Random } from './random'

/** Kernels that work along rows or channels: softmax, normalisation, choices. */
export const ROW_CASES: Readonly<Record<string, Generator>> = {
  Softmax: (random) =>
    rowCase(random, (kit, x) => kit.own(kit.backend.softmax(x)), (row) => softmax(row), () => 1), // prettier-ignore
  LogSoftmax: (random) =>
    rowCase(random, (kit, x) => kit.own(kit.backend.logSoftmax(x)), logSoftmax, (row) => 1 + Math.max(...row.map(Math.abs))), // prettier-ignore
  ClipByValue: (random) => {
    const shape = random.shape(0, 4)
    const values = random.floats(sizeOf(shape))
    const [min, max] = [random.int(-8, 0) / 4, random.int(0, 8) / 4]
    return {
      text: `[${shape.join()}] to ${min} … ${max}`,
      run: (kit) => [kit.own(kit.backend.clip(kit.floats(values, shape), min, max))],
      want: () => [
        { values: Array.from(values, (x) => Math.min(Math.max(x, min), max)), shape, exact: true },
      ],
    }
  },
  TopKV2: (random) => {
    const shape = [random.int(1, 6), random.int(1, 12)]
    const k = random.int(1, shape[1]!)
    // Equal values come in the order of their places.
    const values = Float32Array.from(random.ints(sizeOf(shape), -5, 5))
    const chosen = rowsOf(values, shape[1]!).map((row) => [...row.keys()].sort((a, b) => row[b]! - row[a]! || a - b).slice(0, k)) // prettier-ignore
    return {
      text: `${k} of [${shape.join()}]`,
      run: (kit) => {
        const [best, places] = kit.backend.topK(kit.floats(values, shape), k)
        return [kit.own(best), kit.own(places)]
      },
      want: () => [
        {
          values: chosen.flatMap((places, row) => places.map((at) => values[row * shape[1]! + at]!)),
          exact: true,
        },
        { values: chosen.flat(), exact: true },
      ],
    }
  },
  SparseSoftmaxCrossEntropyWithLogits: (random) => {
    const [batch, classes] = [random.int(1, 8), random.int(1, 9)]
    const logits = random.floats(batch * classes)
    const labels = random.ints(batch, 0, classes - 1)
    const rows = rowsOf(logits, classes)
    return {
      text: `[${batch},${classes}]`,
      run: (kit) => {
        const [loss, grad] = kit.backend.sparseCrossEntropy(kit.floats(logits, [batch, classes]), kit.ints(labels, [batch])) // prettier-ignore
        return [kit.own(loss), kit.own(grad)]
      },
      want: () => [
        { values: rows.map((row, n) => -logSoftmax(row)[labels[n]!]!), scale: rows.map(() => 4) },
        {
          values: rows.flatMap((row, n) => softmax(row).map((share, c) => share - Number(c === labels[n]))),
          scale: Array.from(logits, () => 1),
        },
      ],
    }
  },
  FusedBatchNormV2: (random) => batchNormCase(random, random.chance(0.3) ? 'given' : 'forward'),
  FusedBatchNormGradV2: (random) => batchNormCase(random, 'gradient'),
}

function rowsOf(values: Float32Array, length: number): number[][] {
  return Array.from({ length: values.length / length }, (_, row) => Array.from(values.subarray(row * length, (row + 1) * length))) // prettier-ignore
}

function logSoftmax(row: readonly number[]): number[] {
  const largest = Math.max(...row)
  const total = Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0)) + largest
  return row.map((x) => x - total)
}

function softmax(row: readonly number[]): number[] {
  return logSoftmax(row).map(Math.exp)
}

type Run = (kit: Parameters<Case['run']>[0], x: ReturnType<Parameters<Case['run']>[0]['floats']>) => ReturnType<Case['run']>[number] // prettier-ignore

function rowCase(
  random: Random,
  run: Run,
  of: (row: readonly number[]) => number[],
  scale: (row: readonly number[]) => number,
): Case {
  // prettier-ignore
  const shape = random.shape(1, 4, 9)
  const values = random.floats(sizeOf(shape), -8, 8)
  const rows = rowsOf(values, shape.at(-1)!)
  return {
    text: `[${shape.join()}]`,
    run: (kit) => [run(kit, kit.floats(values, shape))],
    want: () => [
      { values: rows.flatMap(of), scale: rows.flatMap((row) => row.map(() => scale(row))), shape },
    ],
  }
}

/** x̂ = (x − mean)·rstd by channel; y = x̂·weight + bias; the gradient of x is weight·rstd·(g − mean(g) − x̂·mean(g·x̂)). */
function batchNormCase(random: Random, pass: 'forward' | 'given' | 'gradient'): Case {
  const channels = random.int(1, random.chance(0.1) ? 40 : 6)
  const shape = [random.int(2, 5), random.int(1, 6), random.int(1, 6), channels]
  const eps = random.pick([1e-5, 1e-3])
  const [x, grad] = [random.floats(sizeOf(shape)), random.floats(sizeOf(shape))]
  const [weight, bias] = [random.floats(channels), random.floats(channels)]
  const given = { mean: random.floats(channels), variance: random.floats(channels, 0.1, 3) }
  return {
    text: `[${shape.join()}] ${pass}, eps ${eps}`,
    run: (kit) => {
      const { backend } = kit
      const image = kit.floats(x, shape)
      const [scale, shift] = [kit.floats(weight, [channels]), kit.floats(bias, [channels])]
      if (pass === 'given') {
        const [mean, variance] = [kit.floats(given.mean, [channels]), kit.floats(given.variance, [channels])]
        return [kit.own(backend.batchNormGiven!(image, scale, shift, mean, variance, eps))]
      }
      const outputs = backend.batchNorm!(image, scale, shift, eps).map((handle) => kit.own(handle))
      if (pass === 'forward') return outputs
      const [, mean, variance] = outputs
      return backend.batchNormGrad!(image, scale, kit.floats(grad, shape), mean!, variance!, eps).map((handle) => kit.own(handle)) // prettier-ignore
    },
    want: () => wantedNorm(pass, { x, grad, weight, bias, given, channels, eps }),
  }
}

interface Norm {
  readonly x: Float32Array
  readonly grad: Float32Array
  readonly weight: Float32Array
  readonly bias: Float32Array
  readonly given: { readonly mean: Float32Array; readonly variance: Float32Array }
  readonly channels: number
  readonly eps: number
}

function wantedNorm(pass: 'forward' | 'given' | 'gradient', norm: Norm): Expected[] {
  const { weight, bias, given, channels, eps } = norm
  const [x, grad] = [Float64Array.from(norm.x), Float64Array.from(norm.grad)]
  const mean = channelMeans(x, channels)
  const variance = channelMeans(x.map((value, at) => value - mean[at % channels]!), channels, (value) => value ** 2) // prettier-ignore
  const used = pass === 'given' ? given : { mean, variance }
  const rstd = Array.from(used.variance, (each) => 1 / Math.sqrt(each + eps))
  const c = (at: number): number => at % channels
  const hat = Float64Array.from(x, (value, at) => (value - used.mean[c(at)]!) * rstd[c(at)]!)
  // The mean is a sum, which is rounded as its parts are large.
  const meanSize = pass === 'given' ? used.mean.map(Math.abs) : channelMeans(x, channels, Math.abs)
  const reach = Float64Array.from(x, (value, at) => (Math.abs(value) + meanSize[c(at)]!) * rstd[c(at)]!)
  if (pass !== 'gradient') {
    const output = {
      values: hat.map((value, at) => value * weight[c(at)]! + bias[c(at)]!),
      scale: reach.map((value, at) => value * Math.abs(weight[c(at)]!) + Math.abs(bias[c(at)]!)),
    }
    if (pass === 'given') return [output]
    return [
      output,
      { values: mean, scale: channelMeans(x, channels, Math.abs) },
      { values: variance, scale: channelMeans(x, channels, (value) => value ** 2) },
    ]
  }
  const count = x.length / channels
  const products = grad.map((value, at) => value * hat[at]!)
  const [gradMean, productMean] = [channelMeans(grad, channels), channelMeans(products, channels)]
  const [gradSize, productSize] = [channelMeans(grad, channels, Math.abs), channelMeans(grad.map((value, at) => value * reach[at]!), channels, Math.abs)] // prettier-ignore
  return [
    {
      values: hat.map((value, at) => weight[c(at)]! * rstd[c(at)]! * (grad[at]! - gradMean[c(at)]! - value * productMean[c(at)]!)), // prettier-ignore
      scale: reach.map((value, at) => Math.abs(weight[c(at)]!) * rstd[c(at)]! * (Math.abs(grad[at]!) + gradSize[c(at)]! + value * productSize[c(at)]!)), // prettier-ignore
    },
    { values: productMean.map((value) => value * count), scale: productSize.map((value) => value * count) },
    { values: gradMean.map((value) => value * count), scale: gradSize.map((value) => value * count) },
  ]
}

function channelMeans(
  values: ArrayLike<number>,
  channels: number,
  of: (value: number) => number = (value) => value,
): Float64Array {
  // prettier-ignore
  const sums = new Float64Array(channels)
  for (let at = 0; at < values.length; at++) sums[at % channels]! += of(values[at]!)
  return sums.map((sum) => (sum * channels) / values.length)
}
