/** The arguments of layers by the shapes and numbers of parameters in a table; what that leaves open is the usual value that fits. */
import type { TableRow } from './parse-table'

export interface Arguments {
  values: Record<string, number | readonly number[] | boolean>
  /** Those that the table does not say for certain. */
  taken: readonly string[]
}

type Rule = (row: TableRow, before: readonly number[], rank: number) => Arguments | undefined

const RULES: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  [/^(?:NonDynamicallyQuantizable)?Linear$/, linear],
  [/^ConvTranspose([123])d$/, transposed],
  [/^Conv([123])d$/, convolution],
  [/^(?:BatchNorm|InstanceNorm)([123])d$/, norm],
  [/^(?:LayerNorm|RMSNorm)$/, layerNorm],
  [/^GroupNorm$/, groupNorm],
  [/^(?:Max|Avg)Pool([123])d$/, pool],
  [/^Adaptive(?:Max|Avg)Pool[123]d$/, ({ shape }) => sure({ output_size: shape.slice(1) })],
  [/^Embedding$/, embedding],
  [/^(?:LSTM|GRU|RNN)$/, recurrent],
  [/^(?:Log)?Softmax$/, ({ shape }) => ({ values: { dim: shape.length > 1 ? 1 : -1 }, taken: ['dim'] })],
  [/^(?:Alpha)?Dropout[123]?d?$/, () => ({ values: {}, taken: ['p'] })],
  [/^Flatten$/, () => sure({})],
  [/^PReLU$/, ({ params }) => sure({ num_parameters: params })],
  [/^Upsample$/, ({ shape }, before) => ratio(shape, before)],
  [/^PixelShuffle$/, ({ shape: [channels = 1] }, [given = 1]) => sure({ upscale_factor: Math.sqrt(given / channels) })],
] // prettier-ignore

/** Layers that are the same whatever goes in; arguments of some have usual values. */
const PLAIN =
  /^(?:ReLU6?|LeakyReLU|ELU|SELU|GELU|SiLU|Mish|Sigmoid|Tanh|Softplus|Hardswish|Hardsigmoid|Hardtanh|Identity|CELU|Softsign|LogSigmoid)$/
const HAS_USUAL = /^(?:LeakyReLU|ELU|CELU|Softplus|Hardtanh)$/

/** `before`: the shape that goes in, without the batch. undefined where the table does not say enough. */
export function argumentsOf(row: TableRow, before: readonly number[]): Arguments | undefined {
  const rule = RULES.find(([pattern]) => pattern.test(row.type))
  const rank = Number(rule?.[0].exec(row.type)?.[1] ?? 0)
  if (rule !== undefined) return rule[1](row, row.input ?? before, rank)
  if (!PLAIN.test(row.type)) return undefined
  return { values: {}, taken: HAS_USUAL.test(row.type) ? ['…'] : [] }
}

/** What goes into the first layer, as its parameters say: without its sides. undefined where they do not. */
export function channelsOf({ type, shape, params }: TableRow): number | undefined {
  const [out = 1] = shape
  if (type === 'Linear') return weights(params, shape.at(-1) ?? 1)[0]?.count
  const [, rank] = /^Conv([123])d$/.exec(type) ?? []
  if (rank === undefined) return undefined
  return [3, 1, 4, 2, 6, 12].find((channels) =>
    weights(params, out).some(({ count }) => kernelOf(count / channels, Number(rank)) !== undefined),
  )
}

/** What a layer takes in that only changes the last size, or none; undefined for every other. */
export function takes({ type, shape }: TableRow, found: Arguments): readonly number[] | undefined {
  const features = found.values['in_features']
  if (typeof features === 'number') return [...shape.slice(0, -1), features]
  return PLAIN.test(type) || /^(?:Alpha)?Dropout|Norm/.test(type) ? shape : undefined
}

export function productOf(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1)
}

function sure(values: Arguments['values']): Arguments {
  return { values, taken: [] }
}

/** So many weights for each of `out`, with and without a bias. */
function weights(params: number, out: number): { count: number; bias: boolean }[] {
  return [true, false]
    .map((bias) => ({ count: (params - (bias ? out : 0)) / out, bias }))
    .filter(({ count }) => Number.isInteger(count) && count > 0)
}

function linear({ shape, params }: TableRow, before: readonly number[]): Arguments | undefined {
  const out = shape.at(-1)
  if (out === undefined) return undefined
  const all = weights(params, out)
  const found = all.find(({ count }) => count === before.at(-1) || count === productOf(before)) ?? all[0]
  return found && sure({ in_features: found.count, out_features: out, bias: found.bias })
}

/** The side of a kernel of so many values. */
function kernelOf(count: number, rank: number): number | undefined {
  const side = Math.round(count ** (1 / rank))
  return Number.isInteger(count) && side ** rank === count && side <= 31 ? side : undefined
}

function convolution(row: TableRow, before: readonly number[], rank: number): Arguments | undefined {
  const { shape, params } = row
  const [out = 0, ...sides] = shape
  const channels = before[0] ?? channelsOf(row)
  if (channels === undefined || sides.length !== rank) return undefined
  for (const { count, bias } of weights(params, out))
    for (const groups of [1, channels, 2, 4, 8, 16, 32, 64]) {
      if (channels % groups !== 0 || out % groups !== 0) continue
      const side = kernelOf((count * groups) / channels, rank)
      const kernel = row.kernel?.slice(-rank) ?? (side === undefined ? undefined : sides.map(() => side))
      const size = kernel?.reduce((product, each) => product * each, 1) ?? 0
      if (kernel === undefined || size * (channels / groups) !== count) continue
      const steps = stepsOf(before.slice(1), sides, kernel)
      if (steps === undefined) continue
      const values = { in_channels: channels, out_channels: out, kernel_size: kernel, ...steps, groups, bias }
      return { values, taken: row.kernel ? ['stride', 'padding'] : ['kernel_size', 'stride', 'padding'] }
    }
  return undefined
}

/** The usual stride and padding that give these sides. */
function stepsOf(
  before: readonly number[],
  after: readonly number[],
  kernel: readonly number[],
): { stride: number[]; padding: number[] } | undefined {
  if (before.length !== after.length)
    return { stride: after.map(() => 1), padding: kernel.map((side) => side >> 1) }
  const found = after.map((side, axis) => {
    const [given = 1, size = 1] = [before[axis], kernel[axis]]
    for (const padding of new Set([size >> 1, 0, 1, 2, 3, size - 1]))
      for (let stride = 1; stride <= 16; stride++)
        if (padding >= 0 && Math.floor((given + 2 * padding - size) / stride) + 1 === side)
          return { stride, padding }
    return undefined
  })
  if (found.includes(undefined)) return undefined
  return {
    stride: found.map((each) => each?.stride ?? 1),
    padding: found.map((each) => each?.padding ?? 0),
  }
}

function transposed(row: TableRow, before: readonly number[], rank: number): Arguments | undefined {
  const { shape, params } = row
  const [out = 0, ...sides] = shape
  const [channels, ...given] = before
  if (channels === undefined || given.length !== rank || sides.length !== rank) return undefined
  for (const bias of [true, false]) {
    const count = (params - (bias ? out : 0)) / (channels * out)
    const kernel = kernelOf(count, rank)
    if (kernel === undefined) continue
    for (const stride of [Math.round(sides[0]! / given[0]!), 1, 2, 3, 4])
      for (const padding of [0, 1, 2, 3])
        for (const output_padding of [0, 1]) {
          const fits = sides.every(
            (side, axis) => (given[axis]! - 1) * stride - 2 * padding + kernel + output_padding === side,
          )
          if (!fits || output_padding >= Math.max(stride, 1)) continue
          const values = { in_channels: channels, out_channels: out, kernel_size: kernel, stride, padding, output_padding, bias } // prettier-ignore
          return { values, taken: ['kernel_size', 'stride', 'padding'] }
        }
  }
  return undefined
}

function norm({ shape, params }: TableRow): Arguments | undefined {
  const [features] = shape
  if (features === undefined) return undefined
  return sure({ num_features: features, affine: params > 0 })
}

function layerNorm({ type, shape, params }: TableRow): Arguments | undefined {
  for (const each of type === 'RMSNorm' ? [1] : [2, 1])
    for (let from = shape.length - 1; from >= 0; from--) {
      const sizes = shape.slice(from)
      if (sizes.reduce((product, size) => product * size, each) === params)
        return sure({
          normalized_shape: sizes,
          ...(each === 1 && type === 'LayerNorm' ? { bias: false } : {}),
        })
    }
  return undefined
}

function groupNorm({ shape: [channels] }: TableRow): Arguments | undefined {
  if (channels === undefined) return undefined
  const groups = channels % 32 === 0 ? 32 : 1
  return { values: { num_groups: groups, num_channels: channels }, taken: ['num_groups'] }
}

function pool(
  { shape, kernel: shown }: TableRow,
  before: readonly number[],
  rank: number,
): Arguments | undefined {
  const [sides, given] = [shape.slice(1), before.slice(1)]
  if (sides.length !== rank || given.length !== rank) return undefined
  if (shown !== undefined) {
    const kernel = sides.map((_, axis) => shown[axis] ?? shown[0] ?? 1)
    const steps = stepsOf(given, sides, kernel)
    return steps && { values: { kernel_size: kernel, ...steps }, taken: ['stride', 'padding'] }
  }
  const near = Math.max(1, Math.round(given[0]! / sides[0]!))
  const tries = [[near, near, 0], [3, near, 1], [3, near, 0], [2, 1, 0], [3, 1, 1]] // prettier-ignore
  for (const [kernel = 1, stride = 1, padding = 0] of tries)
    if (sides.every((side, axis) => Math.floor((given[axis]! + 2 * padding - kernel) / stride) + 1 === side))
      return {
        values: { kernel_size: kernel, stride, padding },
        taken: ['kernel_size', 'stride', 'padding'],
      }
  return undefined
}

function embedding({ shape, params }: TableRow): Arguments | undefined {
  const size = shape.at(-1)
  if (size === undefined || params % size !== 0) return undefined
  return sure({ num_embeddings: params / size, embedding_dim: size })
}

const GATES: Readonly<Record<string, number>> = { LSTM: 4, GRU: 3, RNN: 1 }

function recurrent({ type, shape, params }: TableRow, before: readonly number[]): Arguments | undefined {
  const [out, input] = [shape.at(-1), before.at(-1)]
  if (out === undefined || input === undefined) return undefined
  for (const both of [false, true])
    for (let layers = 1; layers <= 8; layers++) {
      const hidden = both ? out / 2 : out
      const cell = (size: number): number =>
        (GATES[type] ?? 1) * hidden * (size + hidden + 2) * (both ? 2 : 1)
      if (cell(input) + (layers - 1) * cell(out) === params)
        return {
          values: { input_size: input, hidden_size: hidden, num_layers: layers, bidirectional: both, batch_first: true },
          taken: ['batch_first'],
        } // prettier-ignore
    }
  return undefined
}

function ratio(shape: readonly number[], before: readonly number[]): Arguments | undefined {
  const factor = (shape[1] ?? 0) / (before[1] ?? 0)
  return Number.isFinite(factor) && factor > 0
    ? { values: { scale_factor: factor }, taken: ['mode'] }
    : undefined
}
