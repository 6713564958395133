/**
 * Convolutions whose weight is a wire, a parameter or what is computed of one: the values under the kernel as columns, times the
 * weight as a matrix; transposed, the columns that the weight makes, added up where they lie.
 */
import type { Operation, OperationRule } from '../operation'
import { resolved } from '../sizes'
import { Unreadable } from '../syntax'
import { UNKNOWN } from '../values'
import type { TensorValue, Value } from '../values'
import { told } from '../../../../words/tell'
import { add, matmul, of } from './chains'
import type { Wire } from './chains'

const TAKES = 'input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1'
const TAKES_TRANSPOSED =
  'input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1'

export const CONVOLUTIONS: Readonly<Record<string, OperationRule>> = {
  conv1d: { takes: TAKES, run: (o) => convolved(o, 1) },
  conv2d: { takes: TAKES, run: (o) => convolved(o, 2) },
  conv_transpose1d: { takes: TAKES_TRANSPOSED, run: (o) => transposed(o, 1) },
  conv_transpose2d: { takes: TAKES_TRANSPOSED, run: (o) => transposed(o, 2) },
}

/** All of it in two dimensions: a sequence is an image of one row. */
interface Setting {
  image: TensorValue
  /** Of the image: height and width. */
  sides: number[]
  channels: number
  weight: TensorValue
  /** The first two sizes of the weight. */
  rows: number
  columns: number
  kernel: number[]
  stride: number[]
  dilation: number[]
  groups: number
}

/** Shape: `(N, C, H, W)` and a weight `(O, C/groups, kH, kW)` give `(N, O, H′, W′)`. */
function convolved(o: Operation, rank: 1 | 2): Value {
  const setting = settingOf(o, rank)
  if (setting === undefined) return UNKNOWN
  const { kernel, stride, dilation, groups, rows, columns } = setting
  const reach = kernel.map((size, axis) => dilation[axis]! * (size - 1))
  const { image, padding } = padded(o, setting, rank, reach)
  const sides = (image.type?.shape ?? []).slice(-2).map(Number)
  const size = sides.map(
    (side, axis) => Math.floor((side + 2 * padding[axis]! - reach[axis]! - 1) / stride[axis]!) + 1,
  )
  const blocks = of(o, 'Unfold', image, { kernel_size: kernel, dilation, padding, stride })
  const taken = columns * kernel[0]! * kernel[1]!
  const product =
    groups === 1
      ? matmul(o, of(o, 'Flatten', setting.weight, { start_dim: 1 }), blocks)
      : of(
          o,
          'Flatten',
          matmul(
            o,
            of(o, 'Flatten', grouped(o, setting.weight, 0, [groups, rows / groups]), { start_dim: 2 }),
            grouped(o, blocks, 1, [groups, taken]),
          ),
          { start_dim: 1, end_dim: 2 },
        )
  const found = rank === 1 ? product : of(o, 'Unflatten', product, { dim: 2, unflattened_size: size })
  return shifted(o, found, rank)
}

/** Shape: `(N, C, H, W)` and a weight `(C, O/groups, kH, kW)` give `(N, O, H′, W′)`. */
function transposed(o: Operation, rank: 1 | 2): Value {
  const setting = settingOf(o, rank)
  if (setting === undefined) return UNKNOWN
  const { image, sides, channels, weight, kernel, stride, dilation, groups } = setting
  const padding = numbers(o, 'padding', rank, 0)
  const more = numbers(o, 'output_padding', rank, 0)
  const size = sides.map(
    (side, axis) =>
      (side - 1) * stride[axis]! -
      2 * padding[axis]! +
      dilation[axis]! * (kernel[axis]! - 1) +
      more[axis]! +
      1,
  )
  const flat = of(o, 'Flatten', image, { start_dim: 2 })
  const turned = (matrix: TensorValue): TensorValue => of(o, 'Transpose', matrix, { dim0: -2, dim1: -1 })
  const blocks =
    groups === 1
      ? matmul(o, turned(of(o, 'Flatten', weight, { start_dim: 1 })), flat)
      : of(
          o,
          'Flatten',
          matmul(
            o,
            turned(of(o, 'Flatten', grouped(o, weight, 0, [groups, channels / groups]), { start_dim: 2 })),
            grouped(o, flat, 1, [groups, channels / groups]),
          ),
          { start_dim: 1, end_dim: 2 },
        )
  const laid = of(o, 'Fold', blocks, { output_size: size, kernel_size: kernel, dilation, padding, stride })
  return shifted(o, rank === 1 ? of(o, 'Squeeze', laid, { dim: 2 }) : laid, rank)
}

/** undefined where what comes in could not be read. Errors: sizes that are not known → Unreadable. */
function settingOf(o: Operation, rank: 1 | 2): Setting | undefined {
  const [input, weight] = [o.input, o.tensor('weight')]
  if (input === null || weight === null) return undefined
  const [shape, sizes] = [input.type?.shape ?? [], weight.type?.shape ?? []]
  const [, channels, ...sides] = shape
  const [rows, columns, ...kernel] = sizes
  const known = [channels, ...sides, ...sizes].every((size) => typeof size === 'number')
  const groups = resolved(o.value('groups') ?? 1)
  if (!known || shape.length !== rank + 2 || sizes.length !== rank + 2 || typeof groups !== 'number')
    throw new Unreadable(
      told(
        'python.open_convolution',
        'The shapes of the input and the weight of this convolution are not known.',
      ),
      o.line,
    )
  return {
    image: rank === 1 ? of(o, 'Unsqueeze', input, { dim: 2 }) : input,
    sides: inImage(rank, sides as number[], 1),
    channels: Number(channels),
    weight: rank === 1 ? of(o, 'Unsqueeze', weight, { dim: 2 }) : weight,
    rows: Number(rows),
    columns: Number(columns),
    kernel: inImage(rank, kernel as number[], 1),
    stride: numbers(o, 'stride', rank, 1),
    dilation: numbers(o, 'dilation', rank, 1),
    groups,
  }
}

/** `padding='same'` may be one more on one side, which a Pad adds. */
function padded(
  o: Operation,
  { image }: Setting,
  rank: 1 | 2,
  reach: readonly number[],
): { image: TensorValue; padding: number[] } {
  const given = o.value('padding')
  if (given === 'valid') return { image, padding: [0, 0] }
  if (given !== 'same') return { image, padding: numbers(o, 'padding', rank, 0) }
  const before = reach.map((size) => Math.floor(size / 2))
  if (reach.every((size) => size % 2 === 0)) return { image, padding: before }
  const [top = 0, left = 0] = before
  const [height = 0, width = 0] = reach
  return {
    image: of(o, 'Pad', image, { pad: [left, width - left, top, height - top] }),
    padding: [0, 0],
  }
}

function grouped(o: Operation, wire: TensorValue, dim: number, unflattened_size: number[]): TensorValue {
  return of(o, 'Unflatten', wire, { dim, unflattened_size })
}

/** One number for each channel of what comes out. */
function shifted(o: Operation, value: TensorValue, rank: 1 | 2): Value {
  if ((o.value('bias') ?? null) === null) return value
  const bias = Array.from({ length: rank }).reduce<Wire>(
    (before) => of(o, 'Unsqueeze', before, { dim: -1 }),
    o.tensor('bias'),
  )
  return add(o, value, bias)
}

/** For both dimensions of an image; that of a sequence beside what a row of height 1 has. */
function numbers(o: Operation, name: string, rank: 1 | 2, usual: number): number[] {
  const given = [o.plain(name) ?? usual].flat().map(Number)
  const all = given.length === rank ? given : Array.from({ length: rank }, () => given[0] ?? usual)
  return inImage(rank, all, usual)
}

function inImage(rank: 1 | 2, sizes: readonly number[], height: number): number[] {
  return rank === 1 ? [height, ...sizes] : [...sizes]
}
