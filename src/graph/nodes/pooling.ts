/** What the poolings share: their windows, the size of what they give, and its errors. */
import { dequal } from 'dequal'
import { z } from 'zod'
import type { Windows } from '../onnx/writing/pools'
import { formatShape } from '../types/dims'
import type { Shape, TensorType } from '../types/dims'
import type { Handle } from '../registry/definition'
import { DIRECTIONS } from './convolution'
import { fixedSizes } from './fixed-sizes'
import { asSizes, pair, sizeUnit, triple } from '../params/param-types'
import type { Size } from '../params/param-types'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'

/** Dimensions of a sample without its channels. */
export type PoolRank = 1 | 2 | 3

export interface Pooling {
  kernel_size: Size
  /** null: the kernel size. */
  stride: Size | null
  padding: Size
  dilation: Size
  ceil_mode: boolean
}

/** What samples of a pooling need, in words. */
export function neededSamples(type: string, rank: PoolRank): string {
  if (rank === 1)
    return tell('rules.pooling.needs_length', '{{type}} needs samples with channels and a length.', { type })
  return rank === 2
    ? tell('rules.pooling.needs_sides', '{{type}} needs samples with channels, height and width.', { type })
    : tell('rules.pooling.needs_volume', '{{type}} needs samples with channels, depth, height and width.', {
        type,
      })
}

/** A size in each direction of a window. */
export function windowSize(rank: PoolRank, min: number): z.ZodType<Size, Size> {
  if (rank === 1) return z.int().min(min)
  return rank === 2 ? pair(min) : triple(min)
}

/** The params that all poolings begin with. */
export function windowParams(rank: PoolRank) {
  const unit = sizeUnit(rank)
  return {
    kernel_size: windowSize(rank, 1).meta({
      doc: `${DIRECTIONS[rank]} of the window.`,
      unit,
      initial: 2,
    }),
    stride: windowSize(rank, 1)
      .nullable()
      .default(null)
      .meta({ doc: 'Step of the window; none: the kernel size.', unit, inferred: true }),
  }
}

export const ceilMode = z.boolean().default(false).meta({ doc: 'Round the output size up instead of down.' })

export const returnIndices = z
  .boolean()
  .default(false)
  .meta({ doc: 'Give the places of the largest values too, as MaxUnpool takes them.', advanced: true })

/** Of a pooling for the largest value. */
export function maxOutputs({ return_indices: both }: { return_indices?: unknown }): Handle[] {
  return [
    { name: 'output', doc: 'The largest values.' },
    ...(both === true
      ? [{ name: 'indices', doc: 'Where each stands in its plane, counted row by row.' }]
      : []),
  ]
}

/** What such a pooling gives of that shape. */
export function maxTypes(
  shape: Shape,
  { return_indices: both }: { return_indices: boolean },
): Record<string, TensorType> {
  const output: TensorType = { shape, dtype: 'float32' }
  return both ? { output, indices: { shape, dtype: 'int64' } } : { output }
}

/**
 * L_out = ⌊(L + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 (⌈⌉ with ceil_mode, then no window starts
 * beyond the image and its padding before it), in each of the last `rank` directions.
 */
export function pooledShape(shape: Shape, pooling: Pooling, type: string, rank: PoolRank): Shape {
  if (shape.length !== rank + 1 && shape.length !== rank + 2) {
    throw new RuleError(rankMessage(type, shape, rank), {
      handle: 'input',
      remedy: neededSamples(type, rank),
      fixes: forRank(type, shape, rank + 2),
    })
  }
  const windows = windowsOf(pooling, rank)
  const image = fixedSizes(shape.slice(-rank), shape)
  if (rank === 3 && !type.startsWith('Max')) checkReach(image, windows)
  checkPadding(windows)
  const pooled = image.map((size, axis) => pooledSize(size, axis, windows, pooling.ceil_mode))
  if (pooled.some((size) => size < 1)) throw tooSmall(shape, image, pooled, windows)
  return [...shape.slice(0, -rank), ...pooled]
}

/** The windows of a pooling in each direction. */
export function windowsOf(
  params: Pick<Pooling, 'kernel_size' | 'stride'> & Partial<Pick<Pooling, 'padding' | 'dilation'>>,
  rank: number,
): Windows {
  return {
    kernel: asSizes(params.kernel_size, rank),
    stride: asSizes(params.stride ?? params.kernel_size, rank),
    padding: asSizes(params.padding ?? 0, rank),
    dilation: asSizes(params.dilation ?? 1, rank),
  }
}

/** PyTorch takes the kernel size as the stride by itself. */
export const poolingText = {
  arguments: <P extends { kernel_size: Size; stride: Size | null }>({ stride, ...rest }: P) => ({
    ...rest,
    stride: dequal(stride, rest.kernel_size) ? null : stride,
  }),
}

/** PyTorch's sentence about an input of a 1-d pooling that is neither `(N, C, L)` nor `(C, L)`. */
export function wrongRank(shape: Shape, operation: string): string {
  return `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${operation})`
}

function rankMessage(type: string, shape: Shape, rank: PoolRank): string {
  if (rank === 3) return 'non-empty 4D or 5D (batch mode) tensor expected for input'
  if (rank === 2)
    return `non-empty 3D or 4D (batch mode) tensor expected for input, but got input of size ${formatShape(shape)}`
  return type === 'MaxPool1d'
    ? `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${formatShape(shape)}`
    : wrongRank(shape, 'avg_pool1d')
}

function pooledSize(given: number, axis: number, windows: Windows, up: boolean): number {
  const [kernel = 1, stride = 1, padding = 0, dilation = 1] = [
    windows.kernel[axis], windows.stride[axis], windows.padding[axis], windows.dilation[axis],
  ] // prettier-ignore
  const room = given + 2 * padding - dilation * (kernel - 1) - 1
  const count = (up ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1
  return up && (count - 1) * stride >= given + padding ? count - 1 : count
}

function checkPadding(windows: Windows): void {
  const wide = windows.padding.findIndex(
    (padding, axis) => padding > Math.floor((windows.kernel[axis] ?? 1) / 2),
  )
  if (wide < 0) return
  const most = Math.floor(Math.min(...windows.kernel) / 2)
  throw new RuleError(tooMuchPadding(windows, wide), {
    param: 'padding',
    remedy: tell('rules.pooling.use_padding', 'Use padding ≤ {{most}}.', { most }),
    fixes: [
      {
        kind: 'set',
        label: tell('rules.pooling.padding_fits', 'padding={{most}} fits', { most }),
        params: { padding: most },
      },
    ],
  })
}

/** PyTorch's sentences; the half is that of the kernel, whatever the first of them says of the dilation. */
function tooMuchPadding({ kernel, padding, dilation }: Windows, axis: number): string {
  if (dilation.every((size) => size === 1))
    return `pad should be at most half of effective kernel size, but got pad=${padding[axis]}, kernel_size=${kernel[axis]} and dilation=1`
  if (kernel.length === 3)
    return `pad should be smaller than or equal to half of kernel size, but got kT: ${kernel[0]} kW: ${kernel[2]} kH: ${kernel[1]} padT: ${padding[0]} padW: ${padding[2]} padH: ${padding[1]}`
  const [padH = 0, kH = 1] = kernel.length === 1 ? [] : [padding[0], kernel[0]]
  return `pad should be smaller than or equal to half of kernel size, but got padW = ${padding.at(-1)}, padH = ${padH}, kW = ${kernel.at(-1)}, kH = ${kH}`
}

/** Means of volumes want a volume as large as the window, however much is put around it. */
function checkReach(image: readonly number[], { kernel }: Windows): void {
  if (image.every((size, axis) => size >= (kernel[axis] ?? 1))) return
  const [depth, height, width] = image
  throw new RuleError(
    `input image (T: ${depth} H: ${height} W: ${width}) smaller than kernel size (kT: ${kernel[0]} kH: ${kernel[1]} kW: ${kernel[2]})`,
    { handle: 'input', param: 'kernel_size', ...smallerKernel(Math.min(...image)) },
  )
}

function smallerKernel(smallest: number): { remedy: string; fixes: RuleFix[] } {
  return {
    remedy: tell('rules.pooling.use_kernel_size', 'Use kernel_size ≤ {{smallest}}.', { smallest }),
    fixes: [
      {
        kind: 'set',
        label: tell('rules.pooling.kernel_size_fits', 'kernel_size={{smallest}} fits', { smallest }),
        params: { kernel_size: smallest },
      },
      {
        kind: 'set',
        label: tell('rules.pooling.kernel_size_1_fits', 'kernel_size=1 fits'),
        params: { kernel_size: 1, padding: 0 },
      },
    ],
  }
}

function tooSmall(shape: Shape, image: number[], pooled: number[], windows: Windows): RuleError {
  const channels = shape.at(-image.length - 1) ?? 1
  // PyTorch sees a signal as an image of one row here.
  const [given, made] = [image, pooled].map((sizes) =>
    [channels, ...(sizes.length === 1 ? [1] : []), ...sizes].join('x'),
  )
  const { padding, dilation } = windows
  const largest = image.map(
    (size, axis) => Math.floor((size + 2 * (padding[axis] ?? 0) - 1) / (dilation[axis] ?? 1)) + 1,
  )
  const smallest = Math.min(...largest)
  return new RuleError(
    `Given input size: (${given}). Calculated output size: (${made}). Output size is too small`,
    { handle: 'input', param: 'kernel_size', ...smallerKernel(smallest) },
  )
}
