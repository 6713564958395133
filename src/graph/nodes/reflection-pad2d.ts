import { definePadding } from './padding'

/** Puts the mirror image around each image. Shape: `(N, C, H, W)` to a larger (or cut) one; see `definePadding`. */
export const reflectionPad2d = definePadding({
  type: 'ReflectionPad2d',
  doc: 'Puts the mirror image around each image.',
})
