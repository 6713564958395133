import { fromData, F, scope, type Tensor } from '../../src/engine/index'
import { eachProduct, outputSize, type ConvGeometry } from '../../src/engine/reference/plain-convolution'
import { sizeOf, type Case, type Expected, type Generator } from './case'
import type { Random } from './random'
import { describe } from './windows'

/** Convolutions as the engine composes them of kernels: output and both gradients, with groups and dilation, in one to three dimensions. */
export const LAYER_CASES: Readonly<Record<string, Generator>> = {
  'F.conv1d': (random) => layerCase(random, 1, false),
  'F.conv2d': (random) => layerCase(random, 2, false),
  'F.conv3d': (random) => layerCase(random, 3, false),
  'F.convTranspose1d': (random) => layerCase(random, 1, true),
  'F.convTranspose2d': (random) => layerCase(random, 2, true),
}

const CONVOLVE = { 1: F.conv1d, 2: F.conv2d, 3: F.conv3d }
const TRANSPOSED = { 1: F.convTranspose1d, 2: F.convTranspose2d }

function layerCase(random: Random, rank: 1 | 2 | 3, transposed: boolean): Case {
  const geometry = randomGeometry(random, rank, transposed)
  const [x, w, y] = [
    random.floats(geometry.batch * geometry.channels * sizeOf(geometry.input)),
    random.floats((geometry.outputs * geometry.channels * sizeOf(geometry.kernel)) / geometry.groups),
    random.floats(geometry.batch * geometry.outputs * sizeOf(outputSize(geometry))),
  ]
  return {
    text: describe(geometry),
    run: () => computed(geometry, rank, transposed, { x, w, y }),
    want: () => wanted(geometry, { x, w, y }),
  }
}

/** A transposed convolution gives an input as large as the output needs, and no larger. */
function randomGeometry(random: Random, rank: 1 | 2 | 3, transposed: boolean): ConvGeometry {
  const groups = random.pick([1, 1, 2, 3])
  const depthwise = random.chance(0.25)
  const channels = groups * random.int(1, 3)
  const ways = Array.from({ length: 3 }, (_, at) => {
    if (at < 3 - rank) return { size: 1, kernel: 1, stride: 1, dilation: 1, padding: 0 }
    const [kernel, dilation, stride] = [random.int(1, 4), random.int(1, 3), random.int(1, 4)]
    const reach = dilation * (kernel - 1) + 1
    const padding = random.chance(0.4) ? 0 : random.int(0, transposed ? reach - 1 : 3)
    const least = Math.max(1, reach - 2 * padding)
    const steps = random.int(0, 4) * stride
    const spare = transposed ? (reach - 2 * padding - least + stride * reach) % stride : random.int(0, stride)
    return { size: least + steps + spare, kernel, stride, dilation, padding }
  })
  const three = <T>(of: (way: (typeof ways)[number]) => T): [T, T, T] => [of(ways[0]!), of(ways[1]!), of(ways[2]!)] // prettier-ignore
  return {
    batch: random.int(1, 3),
    groups: depthwise ? channels : groups,
    channels,
    outputs: depthwise ? channels * random.int(1, 2) : groups * random.int(1, 3),
    input: three((way) => way.size),
    kernel: three((way) => way.kernel),
    stride: three((way) => way.stride),
    dilation: three((way) => way.dilation),
    padding: three((way) => [way.padding, way.padding] as const),
  }
}

interface Values {
  readonly x: Float32Array
  readonly w: Float32Array
  readonly y: Float32Array
}

/** y, and the gradients at x and w; of a transposed convolution x, and the gradients at y and w. */
function computed(g: ConvGeometry, rank: 1 | 2 | 3, transposed: boolean, values: Values): number[][] {
  const last = <T>(ways: readonly T[]): T[] => ways.slice(3 - rank)
  const options = {
    stride: last(g.stride),
    dilation: last(g.dilation),
    padding: last(g.padding.map(([before]) => before)),
    groups: g.groups,
  }
  const shapes = {
    x: [g.batch, g.channels, ...last(g.input)],
    w: [g.outputs, g.channels / g.groups, ...last(g.kernel)],
    y: [g.batch, g.outputs, ...last(outputSize(g))],
  }
  return scope(() => {
    const leaf = (name: keyof Values): Tensor => fromData(values[name].slice(), shapes[name]).requiresGrad_(true) // prettier-ignore
    const [given, weight] = [leaf(transposed ? 'y' : 'x'), leaf('w')]
    const output = transposed
      ? TRANSPOSED[rank as 1 | 2](given, weight, null, options)
      : CONVOLVE[rank](given, weight, null, options)
    const grad = transposed ? 'x' : 'y'
    output.backward(fromData(values[grad].slice(), shapes[grad]))
    const lists = [output, given.grad!, weight.grad!].map((tensor) => tensor.flatten().toArray() as number[])
    return transposed ? [lists[1]!, lists[0]!, lists[2]!] : [lists[0]!, lists[1]!, lists[2]!]
  })
}

function wanted(geometry: ConvGeometry, { x, w, y }: Values): Expected[] {
  const results = [y, x, w].map((values) => ({
    values: new Float64Array(values.length),
    scale: new Float64Array(values.length),
  }))
  const add = (which: number, at: number, product: number): void => {
    results[which]!.values[at]! += product
    results[which]!.scale[at]! += Math.abs(product)
  }
  eachProduct(geometry, (atX, atW, atY) => {
    add(0, atY, x[atX]! * w[atW]!)
    add(1, atX, y[atY]! * w[atW]!)
    add(2, atW, y[atY]! * x[atX]!)
  })
  return results
}
