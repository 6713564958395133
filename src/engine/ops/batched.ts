/** Operations on batches, for those who have a single sample or fewer dimensions. */
import type { Tensor } from '../core/tensor'
import { reshape } from './view'

/** Runs `operation` on a batch; an x of `sampleRank` dimensions is one sample, and becomes a batch of one meanwhile. */
export function asBatch(x: Tensor, sampleRank: number, operation: (batch: Tensor) => Tensor): Tensor {
  if (x.shape.length !== sampleRank) return operation(x)
  const output = operation(reshape(x, [1, ...x.shape], 'UnsqueezeBackward0'))
  return reshape(output, output.shape.slice(1), 'SqueezeBackward1')
}

/** Runs `operation` on a signal (…, L) as an image of one row (…, 1, L). */
export function asOneRow(x: Tensor, operation: (row: Tensor) => Tensor): Tensor {
  const { shape } = x
  const output = operation(reshape(x, [...shape.slice(0, -1), 1, shape.at(-1)!], 'UnsqueezeBackward0'))
  return reshape(output, [...shape.slice(0, -1), output.shape.at(-1)!], 'SqueezeBackward1')
}
