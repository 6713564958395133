/** Convolutions with steps as long as TensorFlow's kernels have died of; prints the worst difference from plain loops of each. */
import { fromData, ready, F, type Tensor } from '../index'
import { eachProduct, outputSize, type ConvGeometry } from '../reference/plain-convolution'

const geometry = (changes: Partial<ConvGeometry>): ConvGeometry => ({
  batch: 3,
  groups: 1,
  channels: 8,
  outputs: 16,
  input: [1, 16, 16],
  kernel: [1, 1, 1],
  stride: [1, 2, 2],
  dilation: [1, 1, 1],
  padding: [
    [0, 0],
    [0, 0],
    [0, 0],
  ],
  ...changes,
})
const padded = (rows: number, columns: number): ConvGeometry['padding'] => [
  [0, 0],
  [rows, rows],
  [columns, columns],
]

const CASES: Readonly<Record<string, ConvGeometry>> = {
  'one place, stride 2': geometry({}),
  'one place, stride 2, odd image': geometry({ input: [1, 15, 13] }),
  'one place, stride 3, padding': geometry({ stride: [1, 3, 3], padding: padded(1, 1) }),
  'two places, stride 3': geometry({ kernel: [1, 2, 2], stride: [1, 3, 3] }),
  'one row, stride 2': geometry({ kernel: [1, 1, 3], padding: padded(0, 1) }),
  'steps along one way': geometry({ stride: [1, 1, 2] }),
  groups: geometry({ groups: 4 }),
  depthwise: geometry({ groups: 8 }),
  dilation: geometry({ kernel: [1, 2, 2], dilation: [1, 2, 2], stride: [1, 4, 4] }),
  'a signal': geometry({ input: [1, 1, 32], stride: [1, 1, 2] }),
  'a volume': geometry({ input: [6, 8, 8], stride: [2, 2, 2] }),
  'a volume, two places, stride 3': geometry({ input: [6, 9, 9], kernel: [1, 2, 2], stride: [1, 3, 3] }),
  'windows of padding alone': geometry({ channels: 2, outputs: 1, input: [1, 16, 3], kernel: [1, 3, 1], stride: [1, 1, 3], padding: padded(0, 4) }), // prettier-ignore
  'windows whose taps are apart around the image': geometry({ channels: 4, outputs: 6, groups: 2, input: [1, 1, 2], kernel: [1, 2, 3], stride: [1, 1, 3], dilation: [1, 2, 3], padding: padded(1, 4) }), // prettier-ignore
  'a row of one window': geometry({ channels: 1, outputs: 9, input: [1, 6, 3], kernel: [1, 4, 4], stride: [1, 1, 4], padding: padded(2, 1) }), // prettier-ignore
}
const ROUNDS = 20

/** The same numbers each time: thirds, fifths and so on of whole numbers from -8 to 8. */
function numbers(size: number, seed: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) =>
    Math.fround((((i * 7919 + seed) % 17) - 8) / (3 + seed)),
  )
}

const volume = (lengths: readonly number[]): number => lengths.reduce((a, b) => a * b, 1)

/** Output and both gradients of F.conv3d, conv2d or conv1d. */
function computed(g: ConvGeometry, values: readonly Float64Array[]): Tensor[] {
  const rank = g.input[0] > 1 ? 3 : Math.max(g.input[1], g.kernel[1]) > 1 ? 2 : 1
  const last = <T>(ways: readonly T[]): T[] => ways.slice(3 - rank)
  const x = tensorOf(values[0]!, [g.batch, g.channels, ...last(g.input)])
  const weight = tensorOf(values[1]!, [g.outputs, g.channels / g.groups, ...last(g.kernel)])
  const options = {
    stride: last(g.stride),
    dilation: last(g.dilation),
    padding: last(g.padding.map(([before]) => before)),
    groups: g.groups,
  }
  const convolve = { 1: F.conv1d, 2: F.conv2d, 3: F.conv3d }[rank]
  const y = convolve(x, weight, null, options)
  y.backward(tensorOf(values[2]!, y.shape, false))
  return [y, x.grad!, weight.grad!]
}

function tensorOf(values: Float64Array, shape: readonly number[], requiresGrad = true): Tensor {
  return fromData(Float32Array.from(values), shape).requiresGrad_(requiresGrad)
}

/** The worst difference of outputs and gradients, relative to the sum of the magnitudes of what was added. */
function difference(g: ConvGeometry): number {
  const sizes = [
    g.batch * g.channels * volume(g.input),
    (g.outputs * g.channels * volume(g.kernel)) / g.groups,
    g.batch * g.outputs * volume(outputSize(g)),
  ] as const
  const [x, w, grad] = sizes.map(numbers) as [Float64Array, Float64Array, Float64Array]
  const sums = [sizes[2], sizes[0], sizes[1]].map((size) => new Float64Array(size))
  const magnitudes = sums.map((sum) => new Float64Array(sum.length).fill(1e-30))
  const add = (which: number, at: number, product: number): void => {
    sums[which]![at]! += product
    magnitudes[which]![at]! += Math.abs(product)
  }
  eachProduct(g, (atX, atW, atY) => {
    add(0, atY, x[atX]! * w[atW]!)
    add(1, atX, grad[atY]! * w[atW]!)
    add(2, atW, grad[atY]! * x[atX]!)
  })
  const errors = computed(g, [x, w, grad]).map((tensor, which) => {
    const values = tensor.flatten().toArray() as number[]
    return values.map((value, at) => Math.abs(value - sums[which]![at]!) / magnitudes[which]![at]!)
  })
  return Math.max(...errors.flat())
}

await ready()
for (const [name, each] of Object.entries(CASES)) {
  let worst = 0
  for (let round = 0; round < ROUNDS; round++) worst = Math.max(worst, difference(each))
  console.log(JSON.stringify({ name, worst }))
}
console.log('done')
