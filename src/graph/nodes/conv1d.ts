import { defineConvolution } from './convolution'

/** A 1-d convolution. Shape: input `(N, C_in, L)`, output `(N, C_out, L_out)`; see `defineConvolution`. */
export const conv1d = defineConvolution({
  type: 'Conv1d',
  doc: 'Slides learned filters over a signal.',
  rank: 1,
})
