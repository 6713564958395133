import { paddingKind } from '../../src/engine/backend/padding-kind'
import type { Handle, PoolWindow, Window2d } from '../../src/engine/backend/types'
import { maxPoolGradient } from '../../src/engine/backend/wasm-kernels'
import { eachProduct, outputSize, type ConvGeometry } from '../../src/engine/reference/plain-convolution'
import { sizeOf, type Case, type Expected, type Generator, type Kit } from './case'
import type { Random } from './random'

/** Convolutions and poolings of images [N, H, W, C]. */
export const WINDOW_CASES: Readonly<Record<string, Generator>> = {
  Conv2D: (random) => convCase(random, 'forward'),
  Conv2DBackpropInput: (random) => convCase(random, 'input'),
  Conv2DBackpropFilter: (random) => convCase(random, 'filter'),
  DepthwiseConv2dNative: (random) => depthwiseCase(random, 'forward'),
  DepthwiseConv2dNativeBackpropInput: (random) => depthwiseCase(random, 'input'),
  DepthwiseConv2dNativeBackpropFilter: (random) => depthwiseCase(random, 'filter'),
  MaxPool: (random) => poolCase(random, (kit, x, pool) => [kit.own(kit.backend.maxPool(x, pool.window))], (pool) => [maxima(pool)]), // prettier-ignore
  MaxPoolGrad: (random) =>
    poolCase(
      random,
      (kit, x, pool) => {
        const output = kit.own(kit.backend.maxPool(x, pool.window))
        return [kit.own(kit.backend.maxPoolGrad(x, output, kit.floats(pool.grad, pool.output), pool.window))]
      },
      (pool) => [maxGradient(pool)],
    ),
  MaxPoolWithArgmax: (random) =>
    poolCase(
      random,
      (kit, x, pool) => {
        const [output, places] = kit.backend.maxPoolWithPlaces!(x, pool.window)
        kit.own(places)
        return [kit.own(output)]
      },
      (pool) => [maxima(pool)],
    ),
  MaxPoolGradWithArgmax: (random) =>
    poolCase(
      random,
      (kit, x, pool) => {
        const [output, places] = kit.backend.maxPoolWithPlaces!(x, pool.window)
        kit.own(output)
        const grad = kit.floats(pool.grad, pool.output)
        return [kit.own(kit.backend.maxPoolPlacesGrad!(x, kit.own(places), grad, pool.window))]
      },
      (pool) => [maxGradient(pool)],
    ),
  AvgPool: (random) => poolCase(random, (kit, x, pool) => [kit.own(kit.backend.avgPool(x, pool.window))], (pool) => [means(pool)]), // prettier-ignore
  AvgPoolGrad: (random) =>
    poolCase(
      random,
      (kit, _, pool) => [kit.own(kit.backend.avgPoolGrad(pool.shape, kit.floats(pool.grad, pool.output), pool.window))], // prettier-ignore
      (pool) => [meanGradient(pool)],
    ),
}

type Pass = 'forward' | 'input' | 'filter'

interface Operands {
  readonly x: Float32Array
  readonly filter: Float32Array
  readonly grad: Float32Array
}

function convCase(random: Random, pass: Pass): Case {
  // Gradients of dilated convolutions are composed of other kernels.
  const geometry = randomGeometry(random, { dilated: pass === 'forward' && random.chance(0.3) })
  const window = windowOf(geometry)
  const shapes = shapesOf(geometry)
  const operands = drawn(random, shapes)
  return {
    text: describe(geometry),
    run: (kit) => {
      const { backend } = kit
      const x = (): Handle => kit.floats(operands.x, shapes.x)
      const filter = (): Handle => kit.floats(operands.filter, shapes.filter)
      const grad = (): Handle => kit.floats(operands.grad, shapes.y)
      if (pass === 'forward') return [kit.own(backend.conv2d(x(), filter(), window))]
      if (pass === 'input') return [kit.own(backend.conv2dInputGrad(shapes.x, filter(), grad(), window))]
      return [kit.own(backend.conv2dFilterGrad!(x(), shapes.filter, grad(), window))]
    },
    want: () => [judged(geometry, operands, shapes, pass)],
  }
}

/** The filter [kH, kW, C, M] is in memory that of a grouped convolution, [kH, kW, 1, C·M]. */
function depthwiseCase(random: Random, pass: Pass): Case {
  const geometry = randomGeometry(random, { dilated: false, depthwise: true })
  const shapes = shapesOf(geometry)
  const named = paddingKind(shapes.x, shapes.filter, windowOf(geometry)) === 'SAME'
  const window = { stride: geometry.stride[1], padding: named ? 'SAME' : 'VALID' } as const
  const [rows, columns] = shapes.filter as [number, number]
  const own = [rows, columns, geometry.channels, geometry.outputs / geometry.channels]
  const operands = drawn(random, shapes)
  return {
    text: describe(geometry),
    run: (kit) => {
      const kernels = kit.backend.depthwise!
      const x = (): Handle => kit.floats(operands.x, shapes.x)
      const filter = (): Handle => kit.floats(operands.filter, own)
      const grad = (): Handle => kit.floats(operands.grad, shapes.y)
      if (pass === 'forward') return [kit.own(kernels.forward(x(), filter(), window))]
      if (pass === 'input') return [kit.own(kernels.inputGrad(shapes.x, filter(), grad(), window))]
      return [kit.own(kernels.filterGrad(x(), own, grad(), window))]
    },
    want: () => {
      const expected = judged(geometry, operands, shapes, pass)
      return [pass === 'filter' ? { ...expected, shape: own } : expected]
    },
  }
}

function randomGeometry(
  random: Random,
  { dilated, depthwise = false }: { dilated: boolean; depthwise?: boolean },
): ConvGeometry {
  const large = random.chance(0.1)
  const same = random.chance(0.3)
  const step = random.int(1, 5)
  const way = (): {
    size: number
    kernel: number
    stride: number
    dilation: number
    padding: readonly [number, number]
  } => {
    // prettier-ignore
    const kernel = random.chance(0.3) ? 1 : random.int(1, 5)
    const dilation = dilated ? random.int(1, 3) : 1
    const reach = dilation * (kernel - 1) + 1
    const stride = depthwise ? step : random.int(1, 5)
    const more = random.int(0, large ? 20 : 9)
    if (same)
      return { kernel, dilation, stride, size: 1 + more, padding: samePadding(1 + more, reach, stride) }
    const padding = depthwise || random.chance(0.5) ? ([0, 0] as const) : ([random.int(0, 4), random.int(0, 4)] as const) // prettier-ignore
    const least = Math.max(1, reach - padding[0] - padding[1])
    return { kernel, dilation, stride, size: least + more, padding }
  }
  const [rows, columns] = [way(), way()]
  const channels = large ? random.int(1, 24) : random.int(1, 5)
  const square = !same && random.chance(0.5)
  const stride = [rows.stride, square ? rows.stride : columns.stride] as const
  return {
    batch: random.int(1, 4),
    groups: depthwise ? channels : 1,
    channels,
    outputs: depthwise ? channels * random.int(1, 3) : large ? random.int(1, 24) : random.int(1, 6),
    input: [1, rows.size, columns.size],
    kernel: [1, rows.kernel, columns.kernel],
    stride: [1, ...stride],
    dilation: [1, rows.dilation, columns.dilation],
    padding: [[0, 0], rows.padding, columns.padding],
  }
}

/** What TensorFlow calls SAME: as many outputs as steps begin inside of the image. */
function samePadding(size: number, reach: number, stride: number): readonly [number, number] {
  const all = Math.max((Math.ceil(size / stride) - 1) * stride + reach - size, 0)
  return [Math.floor(all / 2), Math.ceil(all / 2)]
}

function windowOf({ stride, dilation, padding }: ConvGeometry): Window2d {
  return {
    stride: [stride[1], stride[2]],
    dilation: [dilation[1], dilation[2]],
    padding: [...padding[1], ...padding[2]],
  }
}

export function describe({
  batch,
  groups,
  channels,
  outputs,
  input,
  kernel,
  stride,
  dilation,
  padding,
}: ConvGeometry): string {
  // prettier-ignore
  const grouped = groups > 1 ? ` in ${groups} groups` : ''
  return `${batch} of ${channels} channels${grouped}, ${input.join('×')}, to ${outputs}, kernel ${kernel.join('×')}, stride ${stride.join()}, dilation ${dilation.join()}, padding ${padding.join(' ')}` // prettier-ignore
}

interface Shapes {
  readonly x: readonly number[]
  readonly filter: readonly number[]
  readonly y: readonly number[]
}

function shapesOf(g: ConvGeometry): Shapes {
  const [, rows, columns] = outputSize(g)
  return {
    x: [g.batch, g.input[1], g.input[2], g.channels],
    filter: [g.kernel[1], g.kernel[2], g.channels / g.groups, g.outputs],
    y: [g.batch, rows, columns, g.outputs],
  }
}

function drawn(random: Random, { x, filter, y }: Shapes): Operands {
  return {
    x: random.floats(sizeOf(x)),
    filter: random.floats(sizeOf(filter)),
    grad: random.floats(sizeOf(y)),
  }
}

function judged(geometry: ConvGeometry, operands: Operands, shapes: Shapes, pass: Pass): Expected {
  const shape = { forward: shapes.y, input: shapes.x, filter: shapes.filter }[pass]
  const [values, scale] = [new Float64Array(sizeOf(shape)), new Float64Array(sizeOf(shape))]
  const inX = imagePlaces(shapes.x)
  const inY = imagePlaces(shapes.y)
  const inFilter = filterPlaces(shapes.filter)
  eachProduct(geometry, (x, w, y) => {
    const [atX, atW, atY] = [inX(x), inFilter(w), inY(y)]
    const [at, product] =
      pass === 'forward'
        ? [atY, operands.x[atX]! * operands.filter[atW]!]
        : pass === 'input'
          ? [atX, operands.grad[atY]! * operands.filter[atW]!]
          : [atW, operands.grad[atY]! * operands.x[atX]!]
    values[at]! += product
    scale[at]! += Math.abs(product)
  })
  return { values, scale, shape }
}

/** Where the value at a place of (N, C, 1, H, W) lies in [N, H, W, C]. */
function imagePlaces([, height, width, channels]: readonly number[]): (at: number) => number {
  const area = height! * width!
  return (at) => {
    const channel = Math.floor(at / area) % channels!
    return (Math.floor(at / (area * channels!)) * area + (at % area)) * channels! + channel
  }
}

/** Where the value at a place of (O, C, 1, kH, kW) lies in [kH, kW, C, O]. */
function filterPlaces([rows, columns, channels, outputs]: readonly number[]): (at: number) => number {
  const area = rows! * columns!
  return (at) => {
    const channel = Math.floor(at / area) % channels!
    return ((at % area) * channels! + channel) * outputs! + Math.floor(at / (area * channels!))
  }
}

interface Pool {
  readonly shape: readonly number[]
  readonly output: readonly number[]
  readonly window: PoolWindow
  readonly x: Float32Array
  readonly grad: Float32Array
}

function poolCase(
  random: Random,
  run: (kit: Kit, x: Handle, pool: Pool) => Handle[],
  want: (pool: Pool) => Expected[],
): Case {
  // prettier-ignore
  const size = [random.int(1, 4), random.int(1, 4)] as const
  const stride = [random.int(1, 5), random.int(1, 5)] as const
  const [rows, columns] = [size[0] + random.int(0, 9), size[1] + random.int(0, 9)]
  const [batch, channels] = [random.int(1, 4), random.int(1, random.chance(0.1) ? 40 : 6)]
  const output = [
    batch,
    Math.floor((rows - size[0]) / stride[0]) + 1,
    Math.floor((columns - size[1]) / stride[1]) + 1,
    channels,
  ]
  const shape = [batch, rows, columns, channels]
  // Often with equal values, of which the first counts.
  const x = random.chance(0.5) ? Float32Array.from(random.ints(sizeOf(shape), -3, 3)) : random.floats(sizeOf(shape)) // prettier-ignore
  const pool = { shape, output, window: { size, stride }, x, grad: random.floats(sizeOf(output)) }
  return {
    text: `[${shape.join()}], window ${size.join('×')}, stride ${stride.join()}`,
    run: (kit) => run(kit, kit.floats(x, shape), pool),
    want: () => want(pool),
  }
}

/** Names every value that each window sees, by its place and the output's. */
function eachSeen(
  { shape, output, window: { size, stride } }: Pool,
  visit: (x: number, y: number) => void,
): void {
  const [, height, width, channels] = shape as [number, number, number, number]
  const [batch, rows, columns] = output as [number, number, number]
  let y = 0
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let c = 0; c < channels; c++, y++)
          for (let i = 0; i < size[0]; i++)
            for (let j = 0; j < size[1]; j++)
              visit(((n * height + row * stride[0] + i) * width + column * stride[1] + j) * channels + c, y)
}

function maxima(pool: Pool): Expected {
  const values = new Float64Array(sizeOf(pool.output)).fill(-Infinity)
  eachSeen(pool, (x, y) => (values[y] = Math.max(values[y]!, pool.x[x]!)))
  return { values, shape: pool.output, exact: true }
}

function maxGradient({ x, shape, grad, output, window }: Pool): Expected {
  const magnitudes = maxPoolGradient(x, shape, grad.map(Math.abs), output, window)
  return { values: maxPoolGradient(x, shape, grad, output, window), scale: magnitudes, shape }
}

function means(pool: Pool): Expected {
  const [values, scale] = [new Float64Array(sizeOf(pool.output)), new Float64Array(sizeOf(pool.output))]
  const count = sizeOf(pool.window.size)
  eachSeen(pool, (x, y) => {
    values[y]! += pool.x[x]! / count
    scale[y]! += Math.abs(pool.x[x]!) / count
  })
  return { values, scale, shape: pool.output }
}

function meanGradient(pool: Pool): Expected {
  const [values, scale] = [new Float64Array(sizeOf(pool.shape)), new Float64Array(sizeOf(pool.shape))]
  const count = sizeOf(pool.window.size)
  eachSeen(pool, (x, y) => {
    values[x]! += pool.grad[y]! / count
    scale[x]! += Math.abs(pool.grad[y]!) / count
  })
  return { values, scale, shape: pool.shape }
}
