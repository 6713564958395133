import { fromValues, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { add, div, mul, pow } from './arithmetic'
import { square } from './elementwise'
import { matmul } from './matmul'
import { permute } from './view'

export interface LocalResponseNormOptions {
  /** Factor of the mean square; default 1e-4. */
  alpha?: number
  /** Exponent; default 0.75. */
  beta?: number
  /** Added to the mean square; default 1. */
  k?: number
}

/**
 * x / (k + alpha · mean of x² over `size` neighbouring channels)^beta, with zeros beyond the first and the last channel.
 *
 * Shape: (N, C, *) → the same.
 */
export function localResponseNorm(
  x: Tensor,
  size: number,
  { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseNormOptions = {},
): Tensor {
  const rank = x.shape.length
  if (rank < 3) {
    throw new RuntimeError(`Expected 3D or higher dimensionality input (got ${rank} dimensions)`)
  }
  const channelsLast = [0, ...Array.from({ length: rank - 2 }, (_, i) => i + 2), 1]
  const back = channelsLast.map((_, dim) => channelsLast.indexOf(dim))
  const powers = permute(square(x), channelsLast)
  const means = permute(matmul(powers, neighbours(x.shape[1]!, size)), back)
  return div(x, pow(add(mul(means, alpha), k), beta))
}

/** [C, C] with 1/size where a channel (row) lies in the window of another (column). */
function neighbours(channels: number, size: number): Tensor {
  const before = Math.floor(size / 2)
  const values = new Float32Array(channels * channels)
  for (let to = 0; to < channels; to++) {
    const first = Math.max(to - before, 0)
    const end = Math.min(to - before + size, channels)
    for (let from = first; from < end; from++) values[from * channels + to] = 1 / size
  }
  return fromValues(values, [channels, channels], 'float32')
}
