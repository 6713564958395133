import { definePadding } from './padding'

/** Repeats the edge of each image around it. Shape: `(N, C, H, W)` to a larger (or cut) one; see `definePadding`. */
export const replicationPad2d = definePadding({
  type: 'ReplicationPad2d',
  doc: 'Repeats the edge of each image around it.',
})
