/** What convolutions and pools share: windows, and the padding around an image. */
import type { Dim } from '../../../types/dims'
import { added } from '../added'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import type { Site } from '../site'
import { told } from '../../../../words/tell'

export interface Window {
  kernel: readonly number[]
  stride: readonly number[]
  dilation: readonly number[]
  /** Before each direction. */
  begin: readonly number[]
  /** After each direction. */
  end: readonly number[]
}

/** One number where all are the same; a 1-d layer takes one number anyway. */
export function size(values: readonly number[]): number | number[] {
  const [first = 0] = values
  return values.every((value) => value === first) ? first : [...values]
}

export function isSymmetric({ begin, end }: Window): boolean {
  return begin.every((before, axis) => before === end[axis])
}

export function windowOf(site: Site, kernel: readonly number[]): Window {
  const rank = kernel.length
  const each = (name: string) => site.ints(name) ?? kernel.map(() => 1)
  const window = { kernel, stride: each('strides'), dilation: each('dilations') }
  const pads = site.ints('pads') ?? kernel.flatMap(() => [0, 0])
  const auto = site.text('auto_pad', 'NOTSET')
  if (auto === 'NOTSET' || auto === '')
    return { ...window, begin: pads.slice(0, rank), end: pads.slice(rank) }
  if (auto === 'VALID') return { ...window, begin: kernel.map(() => 0), end: kernel.map(() => 0) }
  const image = site.shape().slice(-rank)
  const totals = kernel.map((width, axis) =>
    samePadding(image[axis], width, window.stride[axis] ?? 1, window.dilation[axis] ?? 1),
  )
  const [less, more] = [
    totals.map((total) => Math.floor(total / 2)),
    totals.map((total) => Math.ceil(total / 2)),
  ]
  return auto === 'SAME_LOWER' ? { ...window, begin: more, end: less } : { ...window, begin: less, end: more }
}

/** So much in all that the output has ⌈size / stride⌉ places. */
function samePadding(given: Dim | undefined, kernel: number, stride: number, dilation: number): number {
  if (typeof given !== 'number')
    throw new Unsupported(
      told(
        'onnx.padding_by_unknown_size',
        'the size of its input is not known, and its padding depends on it',
      ),
    )
  return Math.max(0, (Math.ceil(given / stride) - 1) * stride + dilation * (kernel - 1) + 1 - given)
}

/** Zeros around an image that differ between its sides. */
export function zeroPadded(site: Site, wire: Wire, { begin, end }: Window): Wire {
  const sides = begin.flatMap((_, index) => {
    const axis = begin.length - 1 - index
    return [begin[axis] ?? 0, end[axis] ?? 0]
  })
  if (sides.some((side) => side < 0))
    throw new Unsupported(told('onnx.negative_padding', 'its padding is negative'))
  const { builder } = site.reading
  return begin.length === 2
    ? added(builder, 'ZeroPad2d', wire, { padding: sides })
    : added(builder, 'Pad', wire, { pad: sides })
}
