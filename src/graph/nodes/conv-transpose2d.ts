import { defineConvTranspose } from './transposed-convolution'

/** The gradient of Conv2d as a layer: it makes each image larger; see `defineConvTranspose`. */
export const convTranspose2d = defineConvTranspose({
  type: 'ConvTranspose2d',
  doc: 'Makes a larger image with learned filters.',
  rank: 2,
})
