import { record } from '../core/record'
import { fromValues, type Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import { noGrad } from '../core/grad-mode'
import { raw1, raw2 } from './arithmetic'
import type { LocalResponseNormOptions } from './local-response-norm'
import { matmul } from './matmul'
import { permute } from './view'

/**
 * x / (k + alpha / size · sum of x² over neighbouring channels)^beta, with PyTorch's own idea of neighbours: of an even number the last is
 * left out, the first channel stays a neighbour of all that come behind it, and the gradient comes from channels further to the front.
 *
 * Shape: (N, C, H, W) → the same.
 */
export function crossMapLRN2d(
  x: Tensor,
  size: number,
  { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseNormOptions = {},
): Tensor {
  if (x.shape.length !== 4)
    throw new ValueError(`CrossMapLRN2d: Expected input to be 4D, got ${x.shape.length}D instead.`)
  const channels = x.shape[1]!
  const squares = mixed(raw1('Square', x), neighbours(channels, size))
  const scale = raw2('Add', raw2('Mul', squares, alpha / size), k)
  const factor = raw2('Pow', scale, -beta)
  const y = raw2('Mul', factor, x)
  return record(
    'CrossMapLRN2dBackward',
    [x],
    y,
    (grad) => {
      const ratio = raw2('RealDiv', raw2('Mul', grad, y), scale)
      const others = raw2('Mul', x, mixed(ratio, neighboursBack(channels, size)))
      return [raw2('Sub', raw2('Mul', factor, grad), raw2('Mul', others, (2 * alpha * beta) / size))]
    },
    [x],
  )
}

/** Sums over the channels that a matrix [C from, C to] names. */
function mixed(x: Tensor, counted: Tensor): Tensor {
  return noGrad(() => permute(matmul(permute(x, [0, 2, 3, 1]), counted), [0, 3, 1, 2]))
}

function neighbours(channels: number, size: number): Tensor {
  const reach = Math.floor((size - 1) / 2)
  return matrix(channels, (from, to) => Math.abs(from - to) <= reach || (from === 0 && to > reach))
}

function neighboursBack(channels: number, size: number): Tensor {
  const before = Math.floor(size - (size - 1) / 2)
  return matrix(channels, (from, to) => from >= to - before && from < to - before + size)
}

function matrix(channels: number, counts: (from: number, to: number) => boolean): Tensor {
  const places = Array.from({ length: channels * channels }, (_, i) => i)
  const values = places.map((i) => Number(counts(Math.floor(i / channels), i % channels)))
  return fromValues(Float32Array.from(values), [channels, channels], 'float32')
}
