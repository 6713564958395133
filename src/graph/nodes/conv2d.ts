import { defineConvolution } from './convolution'

/** A 2-d convolution. Shape: input `(N, C_in, H, W)`, output `(N, C_out, H_out, W_out)`; see `defineConvolution`. */
export const conv2d = defineConvolution({
  type: 'Conv2d',
  doc: 'Slides learned filters over an image.',
  rank: 2,
})
