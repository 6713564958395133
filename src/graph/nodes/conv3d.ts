import { defineConvolution } from './convolution'

/** A 3-d convolution. Shape: input `(N, C_in, D, H, W)`, output `(N, C_out, D_out, H_out, W_out)`; see `defineConvolution`. */
export const conv3d = defineConvolution({
  type: 'Conv3d',
  doc: 'Slides learned filters over a volume.',
  rank: 3,
})
