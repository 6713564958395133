/** How sliding blocks are written: the places that each sees are gathered. */
import { asSizes } from '../../params/param-types'
import type { Size } from '../../params/param-types'
import { fixed } from './onnx-node'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

interface Blocks {
  kernel_size: Size
  dilation: Size
  padding: Size
  stride: Size
}

/** (N, C, H, W) to (N, C·kH·kW, L). */
export function unfolded(node: OnnxNode<Blocks>): Value {
  const { params } = node
  const [kernel, dilation, padding, stride] = [
    params.kernel_size, params.dilation, params.padding, params.stride,
  ].map((value) => asSizes(value, 2)) as [number[], number[], number[], number[]] // prettier-ignore
  return node.batched(4, (value, shape) => {
    const sizes = shape.slice(-2).map((size, i) => fixed(size) + 2 * padding[i]!)
    const [rows = 1, columns = 1] = sizes
    const around = [0, 0, ...padding, 0, 0, ...padding]
    const padded = padding.some((size) => size > 0)
      ? node.op('Pad', [value, node.ints(around, 'pads')])
      : value
    const counts = sizes.map(
      (size, i) => Math.floor((size - dilation[i]! * (kernel[i]! - 1) - 1) / stride[i]!) + 1,
    )
    const [batch = 1, channels = 1] = shape
    const lead = [batch, channels]
    const flat = node.reshape(padded, [...lead, rows, columns], [...lead, rows * columns])
    const places = placesOf(kernel, counts, (i, j, row, column) => {
      const y = row * stride[0]! + i * dilation[0]!
      return y * columns + column * stride[1]! + j * dilation[1]!
    })
    const gathered = node.op('Gather', [flat, node.ints(places, 'places')], { axis: 2 })
    const to = node.output().shape.slice(-2)
    return node.reshape(gathered, [...lead, places.length], [batch, ...to])
  })
}

function placesOf(
  [kh = 1, kw = 1]: readonly number[],
  [rows = 1, columns = 1]: readonly number[],
  place: (i: number, j: number, row: number, column: number) => number,
): number[] {
  const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i)
  return all(kh).flatMap((i) =>
    all(kw).flatMap((j) =>
      all(rows).flatMap((row) => all(columns).map((column) => place(i, j, row, column))),
    ),
  )
}
