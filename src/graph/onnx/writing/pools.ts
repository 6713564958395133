/** How poolings are written: windows over the end of an image become padding, so that every runtime counts the same ones. */
import { axesBetween, fixed } from './onnx-node'
import type { OnnxNode } from './onnx-node'
import { inPlanes, noPlaces } from './unpooling'
import type { Value } from './value'

/** Sizes in each direction. */
export interface Windows {
  kernel: readonly number[]
  stride: readonly number[]
  padding: readonly number[]
  dilation: readonly number[]
}

/** The padding at the end of each direction, so that the output has its size by rounding down. */
function endPadding(windows: Windows, input: readonly number[], output: readonly number[]): number[] {
  const { kernel, stride, padding, dilation } = windows
  return input.map((size, axis) => {
    const last = (output[axis]! - 1) * stride[axis]! + dilation[axis]! * (kernel[axis]! - 1) + 1
    return Math.max(padding[axis]!, last - size - padding[axis]!)
  })
}

function spatial(node: OnnxNode<unknown>, rank: number): { input: number[]; output: number[] } {
  return {
    input: node.shape().slice(-rank).map(fixed),
    output: node.output().shape.slice(-rank).map(fixed),
  }
}

/** The largest value of each window, and where somebody asks for it its place. */
export function maxPool(node: OnnxNode<unknown>, windows: Windows): Readonly<Record<string, Value>> {
  const rank = windows.kernel.length
  const { input, output } = spatial(node, rank)
  return largest(node, {
    kernel_shape: windows.kernel,
    strides: windows.stride,
    pads: [...windows.padding, ...endPadding(windows, input, output)],
    ...(windows.dilation.every((step) => step === 1) ? {} : { dilations: windows.dilation }),
  })
}

function largest(
  node: OnnxNode<unknown>,
  attributes: { kernel_shape: readonly number[] } & Readonly<Record<string, readonly number[]>>,
): Readonly<Record<string, Value>> {
  const rank = attributes.kernel_shape.length
  const lead = node.shape().length === rank + 2 ? [] : [0]
  const count = node.wants('indices') ? 2 : 1
  const given = node.unsqueeze(node.input(), lead)
  const [output = '', places] = node.ops('MaxPool', [given], attributes, count)
  return {
    output: node.squeeze(output, lead),
    ...(places === undefined ? {} : { indices: node.squeeze(inPlanes(node, places, rank), lead) }),
  }
}

/** As `adaptivePool`, with the places. Errors: windows of different sizes. */
export function adaptiveMaxPool(node: OnnxNode<unknown>, rank: 1 | 2 | 3): Readonly<Record<string, Value>> {
  if (!node.wants('indices')) return { output: adaptivePool(node, 'Max', rank) }
  const { input, output } = spatial(node, rank)
  if (input.some((size, axis) => size % (output[axis] ?? 1) !== 0)) throw noPlaces()
  const kernel = input.map((size, axis) => size / output[axis]!)
  return largest(node, { kernel_shape: kernel, strides: kernel })
}

interface Averaging {
  windows: Windows
  /** Whether the padding counts; what a window holds beyond it never does. */
  countPadding: boolean
  /** Divides by this instead of the number of places. */
  divisor?: number | null | undefined
}

/** The mean of each window of a batch of signals or images. */
export function averagePool(node: OnnxNode<unknown>, value: Value, averaging: Averaging): Value {
  const { windows, countPadding, divisor } = averaging
  const rank = windows.kernel.length
  const { input, output } = spatial(node, rank)
  const end = endPadding(windows, input, output)
  const attributes = { kernel_shape: windows.kernel, strides: windows.stride }
  const pads = [...windows.padding, ...end]
  if (typeof divisor === 'number') {
    const means = node.op('AveragePool', [value], { ...attributes, pads, count_include_pad: 1 })
    const places = windows.kernel.reduce((product, size) => product * size, 1)
    return node.op('Mul', [means, node.number(places / divisor, 'factor')])
  }
  const padded = windows.padding.some((size) => size > 0)
  if (!countPadding || !padded)
    return node.op('AveragePool', [value], { ...attributes, pads, count_include_pad: 0 })
  if (end.every((size, axis) => size === windows.padding[axis]))
    return node.op('AveragePool', [value], { ...attributes, pads, count_include_pad: 1 })
  // The padding counts, what lies beyond it does not: zeros for the one, padding for the other.
  const zeros = node.op('Pad', [
    value,
    node.ints([0, 0, ...windows.padding, 0, 0, ...windows.padding], 'pads'),
  ])
  const beyond = [...windows.padding.map(() => 0), ...end.map((size, axis) => size - windows.padding[axis]!)]
  return node.op('AveragePool', [zeros], { ...attributes, pads: beyond, count_include_pad: 0 })
}

/** The p-norm of each window without absolute values: (mean · places)^(1/p) of xᵖ. */
export function lpPool(node: OnnxNode<unknown>, windows: Windows, power: number): Value {
  const rank = windows.kernel.length
  const places = windows.kernel.reduce((product, size) => product * size, 1)
  return node.batched(rank + 2, (value) => {
    const powers = node.op('Pow', [value, node.number(power, 'power')])
    const means = averagePool(node, powers, { windows, countPadding: false })
    const sums = node.op('Mul', [means, node.number(places, 'places')])
    return node.op('Pow', [sums, node.number(1 / power, 'root')])
  })
}

/** Windows that divide each of the last `rank` directions as evenly as can be. */
export function adaptivePool(node: OnnxNode<unknown>, kind: 'Average' | 'Max', rank: 1 | 2 | 3): Value {
  const { input, output } = spatial(node, rank)
  return node.batched(rank + 2, (value, shape) => {
    if (output.every((size) => size === 1)) return node.op(`Global${kind}Pool`, [value])
    if (input.every((size, axis) => size % (output[axis] ?? 1) === 0)) {
      const kernel = input.map((size, axis) => size / output[axis]!)
      return node.op(`${kind}Pool`, [value], { kernel_shape: kernel, strides: kernel })
    }
    return input.reduce((before, size, axis) => {
      if (size === output[axis]) return before
      const at = { axis: axis - rank, rank: shape.length, windows: evenWindows(size, output[axis]!) }
      return kind === 'Max' ? unevenMax(node, before, at) : unevenMean(node, before, { ...at, size })
    }, value)
  })
}

/** Places ⌊i·n/m⌋ up to ⌈(i + 1)·n/m⌉ of `n` for each of `m`. */
function evenWindows(input: number, output: number): number[][] {
  return Array.from({ length: output }, (_, place) => {
    const first = Math.floor((place * input) / output)
    const end = Math.ceil(((place + 1) * input) / output)
    return Array.from({ length: end - first }, (__, i) => first + i)
  })
}

interface Uneven {
  /** −1, −2 or −3. */
  axis: number
  rank: number
  windows: readonly number[][]
}

/** The places of each window side by side (the last one again where it has fewer), and the largest of them. */
function unevenMax(node: OnnxNode<unknown>, value: Value, { axis, rank, windows }: Uneven): Value {
  const most = Math.max(...windows.map((places) => places.length))
  const places = windows.flatMap((window) =>
    Array.from({ length: most }, (_, i) => window[Math.min(i, window.length - 1)]!),
  )
  const indices = node.constant('places', {
    dtype: 'I64',
    shape: [windows.length, most],
    values: Int32Array.from(places),
  })
  const gathered = node.op('Gather', [value, indices], { axis: rank + axis })
  return node.op('ReduceMax', [gathered, node.ints([rank + axis + 1], 'axes')], { keepdims: 0 })
}

/** A product with a matrix of shares. */
function unevenMean(node: OnnxNode<unknown>, value: Value, uneven: Uneven & { size: number }): Value {
  const { axis, rank, windows, size } = uneven
  const shares = windows.flatMap((window) =>
    Array.from({ length: size }, (_, place) => (window.includes(place) ? 1 / window.length : 0)),
  )
  if (axis === -2) return node.op('MatMul', [node.floats(shares, [windows.length, size], 'rows'), value])
  if (axis === -3) {
    // Depth takes the place of height for a while.
    const swap = [...axesBetween(0, rank - 3), rank - 2, rank - 3, rank - 1]
    const inner = unevenMean(node, node.transpose(value, swap), { ...uneven, axis: -2 })
    return node.transpose(inner, swap)
  }
  const turned = Array.from({ length: shares.length }, (_, i) => {
    const [row, column] = [Math.floor(i / windows.length), i % windows.length]
    return shares[column * size + row]!
  })
  return node.op('MatMul', [value, node.floats(turned, [size, windows.length], 'columns')])
}
