/** What MaxPool2d and AvgPool2d share: the size of a pooled image and its errors. */
import { dequal } from 'dequal'
import type { Windows } from '../onnx/writing/pools'
import { formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import { fixedSizes } from './fixed-sizes'
import { asPair, asSizes } from '../params/param-types'
import type { Size } from '../params/param-types'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'

export interface Pooling {
  kernel_size: Size
  /** null: the kernel size. */
  stride: Size | null
  padding: Size
  dilation: Size
  ceil_mode: boolean
}

/**
 * H_out = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1 (⌈⌉ with ceil_mode, then no window starts
 * beyond the image and its left padding).
 */
export function pooledShape(shape: Shape, pooling: Pooling, type: string, rank: 1 | 2 = 2): Shape {
  if (shape.length !== 3 && shape.length !== 4) {
    throw new RuleError(
      `non-empty 3D or 4D (batch mode) tensor expected for input, but got input of size ${formatShape(shape)}`,
      {
        handle: 'input',
        remedy: `${type} needs samples with channels, height and width.`,
        fixes: forRank(type, shape, 4),
      },
    )
  }
  checkPadding(pooling, rank)
  const image = fixedSizes(shape.slice(-2), shape)
  const pooled = image.map((size, axis) => pooledSize(size, axis, pooling))
  if (pooled.some((size) => size < 1)) throw tooSmall(shape, pooled, pooling, rank)
  return [...shape.slice(0, -2), ...pooled]
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

/** `pooledShape` for signals `(N, C, L)`: images of one row. */
export function pooledLength(shape: Shape, pooling: LengthPooling, type: 'MaxPool1d' | 'AvgPool1d'): Shape {
  if (shape.length !== 2 && shape.length !== 3) {
    throw new RuleError(
      type === 'MaxPool1d'
        ? `max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:${formatShape(shape)}`
        : wrongRank(shape, 'avg_pool1d'),
      {
        handle: 'input',
        remedy: `${type} needs samples with channels and a length.`,
        fixes: forRank(type, shape, 3),
      },
    )
  }
  const row = pooledShape(
    [...shape.slice(0, -1), 1, shape.at(-1) ?? 1],
    {
      kernel_size: [1, pooling.kernel_size],
      stride: [1, pooling.stride ?? pooling.kernel_size],
      padding: [0, pooling.padding],
      dilation: [1, pooling.dilation],
      ceil_mode: pooling.ceil_mode,
    },
    type,
    1,
  )
  return [...row.slice(0, -2), row.at(-1) ?? 1]
}

export interface LengthPooling {
  kernel_size: number
  stride: number | null
  padding: number
  dilation: number
  ceil_mode: boolean
}

/** PyTorch's sentence about an input of a 1-d pooling that is neither `(N, C, L)` nor `(C, L)`. */
export function wrongRank(shape: Shape, operation: string): string {
  return `Expected 2 to 3 dimensions, but got ${shape.length}-dimensional tensor for argument #1 'self' (while checking arguments for ${operation})`
}

function pooledSize(given: number, axis: number, pooling: Pooling): number {
  const kernel = asPair(pooling.kernel_size)[axis] ?? 1
  const stride = asPair(pooling.stride ?? pooling.kernel_size)[axis] ?? 1
  const padding = asPair(pooling.padding)[axis] ?? 0
  const dilation = asPair(pooling.dilation)[axis] ?? 1
  const room = given + 2 * padding - dilation * (kernel - 1) - 1
  const count = (pooling.ceil_mode ? Math.ceil(room / stride) : Math.floor(room / stride)) + 1
  return pooling.ceil_mode && (count - 1) * stride >= given + padding ? count - 1 : count
}

function checkPadding(pooling: Pooling, rank: 1 | 2): void {
  for (const axis of [0, 1]) {
    const padding = asPair(pooling.padding)[axis] ?? 0
    const kernel = asPair(pooling.kernel_size)[axis] ?? 1
    if (padding <= Math.floor(kernel / 2)) continue
    const most = Math.floor(Math.min(...asPair(pooling.kernel_size).slice(rank === 1 ? 1 : 0)) / 2)
    throw new RuleError(tooMuchPadding(pooling, axis), {
      param: 'padding',
      remedy: `Use padding ≤ ${most}.`,
      fixes: [{ kind: 'set', label: `padding=${most} fits`, params: { padding: most } }],
    })
  }
}

/** PyTorch's sentences; the half is that of the kernel, whatever the first of them says of the dilation. */
function tooMuchPadding(pooling: Pooling, axis: number): string {
  const [padding, kernel, dilation] = [
    asPair(pooling.padding),
    asPair(pooling.kernel_size),
    asPair(pooling.dilation),
  ]
  return dilation.every((size) => size === 1)
    ? `pad should be at most half of effective kernel size, but got pad=${padding[axis]}, kernel_size=${kernel[axis]} and dilation=1`
    : `pad should be smaller than or equal to half of kernel size, but got padW = ${padding[1]}, padH = ${padding[0]}, kW = ${kernel[1]}, kH = ${kernel[0]}`
}

function tooSmall(shape: Shape, pooled: number[], pooling: Pooling, rank: 1 | 2): RuleError {
  const channels = shape.at(-3) ?? 1
  const given = [channels, ...shape.slice(-2)].join('x')
  const [padding, dilation] = [asPair(pooling.padding), asPair(pooling.dilation)]
  const largest = fixedSizes(shape.slice(-2), shape).map(
    (size, axis) => Math.floor((size + 2 * (padding[axis] ?? 0) - 1) / (dilation[axis] ?? 1)) + 1,
  )
  const smallest = Math.min(...largest.slice(-rank))
  return new RuleError(
    `Given input size: (${given}). Calculated output size: (${[channels, ...pooled].join('x')}). Output size is too small`,
    {
      handle: 'input',
      param: 'kernel_size',
      remedy: `Use kernel_size ≤ ${smallest}.`,
      fixes: [
        { kind: 'set', label: `kernel_size=${smallest} fits`, params: { kernel_size: smallest } },
        { kind: 'set', label: 'kernel_size=1 fits', params: { kernel_size: 1, padding: 0 } },
      ],
    },
  )
}
