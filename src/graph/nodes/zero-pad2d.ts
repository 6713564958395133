import { definePadding } from './padding'

/** Puts zeros around each image. Shape: `(N, C, H, W)` to a larger (or cut) one; see `definePadding`. */
export const zeroPad2d = definePadding({ type: 'ZeroPad2d', doc: 'Puts zeros around each image.' })
