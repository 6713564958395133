import { backend } from '../backend'
import { placeOf } from '../core/layout'
import { record } from '../core/record'
import { shapeText } from '../core/shape'
import { alias, fromHandle, inLayout, type Tensor } from '../core/tensor'
import { assertNever, RuntimeError } from '../errors'
import { sliceRaw } from './index-ops'
import { reduceRaw } from './reduce'
import { expandRaw } from './view'

export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular'

export interface PadOptions {
  /** What the new places hold: one value, the mirror image, the edge, or the other end. Default 'constant'. */
  mode?: PadMode
  /** The constant; default 0. */
  value?: number
}

interface AxisPadding {
  readonly axis: number
  readonly before: number
  readonly after: number
}

/**
 * Places added around the last dimensions (cut off where negative).
 *
 * @param padding Before and after for the last dimension, then for the one before it, and so on: [left, right, top, bottom].
 * Errors: reflect wider than the input → `Padding size should be less than the corresponding input dimension, …`.
 */
export function pad(
  x: Tensor,
  padding: readonly number[],
  { mode = 'constant', value = 0 }: PadOptions = {},
): Tensor {
  if (padding.length % 2 !== 0) throw new RuntimeError('Padding length must be divisible by 2')
  if (padding.length > 2 * x.shape.length) {
    throw new RuntimeError(
      `Padding length should be less than or equal to two times the input dimension but got padding length ${padding.length} and input of dimension ${x.shape.length}`,
    )
  }
  const axes = Array.from({ length: padding.length / 2 }, (_, i) => ({
    axis: x.shape.length - 1 - i,
    before: padding[2 * i]!,
    after: padding[2 * i + 1]!,
  }))
  if (mode === 'constant') return padConstant(x, axes, value)
  checkDimensions(x.shape.length, axes.length)
  for (const axis of axes) checkWidth(x, axis, mode)
  const name = mode === 'circular' ? 'CopySlices' : `${NAMES[mode]}Pad${axes.length}DBackward0`
  // Mirrors and edges are those of the whole, whatever is cut off; what comes round is what the cut leaves.
  if (mode !== 'circular' && padding.some((size) => size < 0)) {
    const added = padding.map((size) => Math.max(size, 0))
    const cuts = axes.map((axis) => sides(axis, Math.min))
    return padConstant(pad(x, added, { mode }), cuts, 0, name)
  }
  // One axis after another, so that a corner holds the padding of the padding.
  const steps: { input: Tensor; axis: AxisPadding }[] = []
  let output = x
  for (const axis of axes) {
    if (axis.before === 0 && axis.after === 0) continue
    steps.push({ input: output, axis })
    output = widened(output, axis, mode)
  }
  return record(name, [x], output === x ? alias(x) : output, (grad) => [
    steps.reduceRight((rest, { input, axis }) => folded(rest, input, axis, mode), grad),
  ])
}

/** What is cut off (`Math.min`) or added (`Math.max`). */
function sides({ axis, before, after }: AxisPadding, which: (a: number, b: number) => number): AxisPadding {
  return { axis, before: which(before, 0), after: which(after, 0) }
}

const NAMES = { reflect: 'Reflection', replicate: 'Replication' } as const

function padConstant(
  x: Tensor,
  axes: readonly AxisPadding[],
  value: number,
  name = 'ConstantPadNdBackward0',
): Tensor {
  const output = surround(x, axes, value)
  return record(name, [x], output, (grad) => [
    surround(
      grad,
      axes.map(({ axis, before, after }) => ({ axis, before: -before, after: -after })),
      0,
    ),
  ])
}

/** Adds places that hold `value`, or cuts places off; not recorded. */
function surround(x: Tensor, axes: readonly AxisPadding[], value: number): Tensor {
  let cut = x
  for (const { axis, before, after } of axes) {
    if (before >= 0 && after >= 0) continue
    const end = cut.shape[axis]! + Math.min(after, 0)
    if (cut.shape[axis]! + before + after < 0)
      throw new RuntimeError('narrow(): length must be non-negative.')
    cut = sliceRaw(cut, axis, Math.max(-before, 0), end, 1)
  }
  if (axes.every(({ before, after }) => before <= 0 && after <= 0)) return cut
  const paddings = cut.shape.map((): [number, number] => [0, 0])
  const shape = [...cut.shape]
  for (const { axis, before, after } of axes) {
    const added: [number, number] = [Math.max(before, 0), Math.max(after, 0)]
    paddings[placeOf(axis, cut.layout)] = added
    shape[axis]! += added[0] + added[1]
  }
  return fromHandle(backend.pad(cut.handle, paddings, value), shape, cut.layout)
}

type CopyMode = Exclude<PadMode, 'constant'>

/** Where the padding on one side is copied from: places `start` to `end` of the input. */
function sourceOf(length: number, width: number, side: 'before' | 'after', mode: CopyMode): [number, number] {
  const first = side === 'before'
  switch (mode) {
    case 'reflect':
      return first ? [1, 1 + width] : [length - 1 - width, length - 1]
    case 'replicate':
      return first ? [0, 1] : [length - 1, length]
    case 'circular':
      return first ? [length - width, length] : [0, width]
    default:
      return assertNever(mode)
  }
}

function widened(x: Tensor, { axis, before, after }: AxisPadding, mode: CopyMode): Tensor {
  const cut = surround(x, [sides({ axis, before, after }, Math.min)], 0)
  const side = (width: number, which: 'before' | 'after'): Tensor[] => {
    if (width <= 0) return []
    const [start, end] = sourceOf(cut.shape[axis]!, width, which, mode)
    const part = sliceRaw(cut, axis, start, end, 1)
    if (mode === 'reflect') return [turned(part, axis)]
    const shape = part.shape.map((length, dim) => (dim === axis ? width : length))
    return [expandRaw(part, shape)]
  }
  const parts = [...side(before, 'before'), cut, ...side(after, 'after')]
  if (parts.length === 1) return cut
  const handle = backend.concat(
    parts.map((part) => inLayout(part, x.layout).handle),
    placeOf(axis, x.layout),
  )
  const shape = x.shape.map((length, dim) => (dim === axis ? length + before + after : length))
  return fromHandle(handle, shape, x.layout)
}

/** The gradient of `widened`: each padded place's share goes back where it was copied from. */
function folded(grad: Tensor, input: Tensor, { axis, before, after }: AxisPadding, mode: CopyMode): Tensor {
  const length = input.shape[axis]! + Math.min(before, 0) + Math.min(after, 0)
  const [left, right] = [Math.max(before, 0), Math.max(after, 0)]
  const side = (width: number, which: 'before' | 'after'): Tensor[] => {
    if (width === 0) return []
    const from = which === 'before' ? 0 : left + length
    const part = sliceRaw(grad, axis, from, from + width, 1)
    const [start, end] = sourceOf(length, width, which, mode)
    const share =
      mode === 'reflect'
        ? turned(part, axis)
        : mode === 'replicate'
          ? reduceRaw('Sum', part, [axis], true)
          : part
    return [surround(share, [{ axis, before: start, after: length - end }], 0)]
  }
  const parts = [
    sliceRaw(grad, axis, left, left + length, 1),
    ...side(left, 'before'),
    ...side(right, 'after'),
  ]
  const whole =
    parts.length > 1 ? backend.addN(parts.map((part) => inLayout(part, grad.layout).handle)) : null
  const sum = whole ? fromHandle(whole, parts[0]!.shape, grad.layout) : parts[0]!
  return surround(sum, [{ axis, before: Math.max(-before, 0), after: Math.max(-after, 0) }], 0)
}

function turned(x: Tensor, axis: number): Tensor {
  return fromHandle(backend.reverse(x.handle, [placeOf(axis, x.layout)]), x.shape, x.layout)
}

/** One to three dimensions behind the channels. */
function checkDimensions(rank: number, count: number): void {
  if (count <= 3 && (rank === count + 1 || rank === count + 2)) return
  throw new RuntimeError(`Padding size ${2 * count} is not supported for ${rank}D input tensor.`)
}

function checkWidth(x: Tensor, { axis, before, after }: AxisPadding, mode: CopyMode): void {
  const length = x.shape[axis]!
  const most = Math.max(before, after)
  if (mode === 'reflect' && most >= length) {
    throw new RuntimeError(
      `Argument #${2 + 2 * (x.shape.length - axis)}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${axis} of input ${shapeText(x.shape)}`,
    )
  }
  if (mode === 'circular' && most > length) {
    throw new RuntimeError('Padding value causes wrapping around more than once.')
  }
}
