/** Windows in the words of tfjs's kernels. */
import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { PoolWindow, Window2d } from './types'

export function convAttributes({ stride, dilation, padding }: Window2d): NamedAttrMap {
  const [top, bottom, left, right] = padding
  const pad = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]
  return {
    strides: [...stride],
    dilations: [...dilation],
    pad,
    dataFormat: 'NHWC',
  }
}

/** Windows that lie wholly inside the image. */
export function poolAttributes({ size, stride }: PoolWindow): NamedAttrMap {
  return { filterSize: [...size], strides: [...stride], pad: 'valid' }
}
