/** How convolutions are written. */
import { asSizes } from '../../params/param-types'
import type { Size } from '../../params/param-types'
import { perChannel } from './forms'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

interface Convolution {
  kernel_size: Size
  stride: Size
  padding: Size | 'same' | 'valid'
  dilation: Size
  groups: number
  bias: boolean
  padding_mode: 'zeros' | 'reflect' | 'replicate' | 'circular'
}

const PAD_MODES = { reflect: 'reflect', replicate: 'edge', circular: 'wrap' } as const

/** `rank`: dimensions of a sample without its channels. */
export function convolution(rank: 1 | 2 | 3): (node: OnnxNode<Convolution>) => Value {
  return (node) => {
    const { params } = node
    const kernel = asSizes(params.kernel_size, rank)
    const dilations = asSizes(params.dilation, rank)
    const pads = padsOf(params.padding, kernel, dilations)
    const mode = params.padding_mode
    return node.batched(rank + 2, (value) => {
      const apart = mode !== 'zeros' && pads.some((size) => size > 0)
      const input = apart
        ? node.op(
            'Pad',
            [value, node.ints([0, 0, ...pads.slice(0, rank), 0, 0, ...pads.slice(rank)], 'pads')],
            {
              mode: PAD_MODES[mode],
            },
          )
        : value
      return node.op(
        'Conv',
        [input, node.parameter('weight'), params.bias ? node.parameter('bias') : undefined],
        {
          kernel_shape: kernel,
          strides: asSizes(params.stride, rank),
          dilations,
          pads: apart ? pads.map(() => 0) : pads,
          group: params.groups,
        },
      )
    })
  }
}

/** At the beginning of each direction, then at the end of each; 'same' has the odd one at the end. */
function padsOf(
  given: Convolution['padding'],
  kernel: readonly number[],
  dilations: readonly number[],
): number[] {
  if (given === 'same') {
    const total = kernel.map((size, axis) => dilations[axis]! * (size - 1))
    return [...total.map((size) => Math.floor(size / 2)), ...total.map((size) => Math.ceil(size / 2))]
  }
  const sizes = asSizes(given === 'valid' ? 0 : given, kernel.length)
  return [...sizes, ...sizes]
}

type Transposed = Omit<Convolution, 'padding' | 'padding_mode'> & { padding: Size; output_padding: Size }

export function transposedConvolution(rank: 1 | 2 | 3): (node: OnnxNode<Transposed>) => Value {
  return (node) => {
    const { params } = node
    const weight = node.parameter('weight')
    const bias = params.bias ? node.parameter('bias') : undefined
    const strides = asSizes(params.stride, rank)
    const added = asSizes(params.output_padding, rank)
    const padding = asSizes(params.padding, rank)
    const attributes = {
      kernel_shape: asSizes(params.kernel_size, rank),
      strides,
      dilations: asSizes(params.dilation, rank),
      group: params.groups,
    }
    return node.batched(rank + 2, (value) => {
      if (added.every((size, axis) => size < strides[axis]!)) {
        const pads = [...padding, ...padding]
        return node.op('ConvTranspose', [value, weight, bias], { ...attributes, pads, output_padding: added })
      }
      // Runtimes refuse as much as a stride: less is cut off at the end, and what no filter reaches is bias alone.
      const ends = padding.map((size, axis) => Math.max(size - added[axis]!, 0))
      const beyond = padding.map((size, axis) => Math.max(added[axis]! - size, 0))
      const pads = [...padding, ...ends]
      const made = node.op('ConvTranspose', [value, weight], { ...attributes, pads })
      const around = [0, 0, ...padding.map(() => 0), 0, 0, ...beyond]
      const wide = beyond.some((size) => size > 0) ? node.op('Pad', [made, node.ints(around, 'pads')]) : made
      return bias === undefined ? wide : node.op('Add', [wide, perChannel(node, bias, rank + 2)])
    })
  }
}
