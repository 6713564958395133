import { backend } from '../backend'
import { CHANNELS_LAST } from '../core/layout'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'

interface Axis {
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly output: number
  readonly before: number
  readonly after: number
}

/** Max pooling with steps between the places of a window, which TensorFlow's kernel does not know: place by place. */
export function dilatedMaxPool(x: Tensor, axes: readonly [Axis, Axis]): Tensor {
  const [rows, columns] = axes
  const image = inLayout(x, CHANNELS_LAST).handle
  const after = axes.map((axis) => Math.max(axis.after, 0))
  const paddings = [
    [0, 0],
    [rows.before, after[0]!],
    [columns.before, after[1]!],
    [0, 0],
  ] as const
  const padded = fromHandle(backend.pad(image, paddings, -Infinity), [])
  const [batch, height, width, channels] = padded.handle.shape as [number, number, number, number]
  const taps = tapsOf(rows, columns)
  const strides = [1, rows.stride, columns.stride, 1]
  const end = ([r, c]: readonly [number, number]): number[] => [
    batch,
    r + (rows.output - 1) * rows.stride + 1,
    c + (columns.output - 1) * columns.stride + 1,
    channels,
  ]
  const slice = (tap: readonly [number, number]): Tensor =>
    fromHandle(backend.stridedSlice(padded.handle, [0, ...tap, 0], end(tap), strides), [])
  const largest = taps.slice(1).reduce((best, tap) => combine('Maximum', best, slice(tap)), slice(taps[0]!))
  const shape = [batch, channels, rows.output, columns.output]
  const output = fromHandle(backend.reshape(largest.handle, largest.handle.shape), shape, CHANNELS_LAST)
  return record(
    'MaxPool2DWithIndicesBackward0',
    [x],
    output,
    (grad) => {
      let rest = inLayout(grad, CHANNELS_LAST)
      let total: Tensor | null = null
      for (const tap of taps) {
        const wins = fromHandle(backend.binary('Equal', slice(tap).handle, largest.handle), [])
        const zero = backend.scalar(0, 'float32')
        const share = fromHandle(backend.select(wins.handle, rest.handle, zero), [])
        rest = fromHandle(backend.select(wins.handle, zero, rest.handle), [])
        const placed = fromHandle(
          backend.stridedSliceGrad(
            [batch, height, width, channels],
            share.handle,
            [0, ...tap, 0],
            end(tap),
            strides,
          ),
          [],
        )
        total = total ? combine('Add', total, placed) : placed
      }
      const cut = backend.slice(total!.handle, [0, rows.before, columns.before, 0], image.shape)
      return [fromHandle(cut, x.shape, CHANNELS_LAST)]
    },
    [x],
  )
}

function tapsOf(rows: Axis, columns: Axis): (readonly [number, number])[] {
  return Array.from(
    { length: rows.size * columns.size },
    (_, i) => [Math.floor(i / columns.size) * rows.dilation, (i % columns.size) * columns.dilation] as const,
  )
}

function combine(kernel: 'Maximum' | 'Add', a: Tensor, b: Tensor): Tensor {
  return fromHandle(backend.binary(kernel, a.handle, b.handle), [])
}
