/** Convolutions with windows that lie in the padding with all their taps. */
import type { Window2d } from './types'

type Shape = readonly number[]

/** Whether a window over an image [N, H, W, C] sees none of it. */
export function seesPaddingAlone(image: Shape, filter: Shape, { dilation, padding }: Window2d): boolean {
  return [0, 1].some((way) => {
    const [before, after] = padding.slice(2 * way, 2 * way + 2) as [number, number]
    if (before + after === 0) return false
    const reach = dilation[way]! * (filter[way]! - 1) + 1
    // An image shorter than the way from tap to tap can lie between two of them.
    return before >= reach || after >= reach || image[way + 1]! < dilation[way]!
  })
}
