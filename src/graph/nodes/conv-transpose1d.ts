import { defineConvTranspose } from './transposed-convolution'

/** The gradient of Conv1d as a layer: it makes each signal larger; see `defineConvTranspose`. */
export const convTranspose1d = defineConvTranspose({
  type: 'ConvTranspose1d',
  doc: 'Makes a larger signal with learned filters.',
  rank: 1,
})
