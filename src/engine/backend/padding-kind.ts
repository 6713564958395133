import type { Window2d } from './types'

/**
 * How TensorFlow calls the padding of a convolution of images [N, H, W, C] with filters [kH, kW, C, O]. SAME has as many outputs as steps
 * begin inside of the image, and the odd zero behind it; oneDNN has no gradients of a padding without a name.
 */
export function paddingKind(
  image: readonly number[],
  filter: readonly number[],
  { stride, dilation, padding }: Window2d,
): 'VALID' | 'SAME' | 'EXPLICIT' {
  if (padding.every((width) => width === 0)) return 'VALID'
  const same = [0, 1].every((way) => {
    const [size, step] = [image[way + 1]!, stride[way]!]
    const reach = dilation[way]! * (filter[way]! - 1) + 1
    const total = Math.max((Math.ceil(size / step) - 1) * step + reach - size, 0)
    const before = Math.floor(total / 2)
    return padding[2 * way] === before && padding[2 * way + 1] === total - before
  })
  return same ? 'SAME' : 'EXPLICIT'
}
