import { defineAdaptivePooling } from './adaptive-pooling'

/** Keeps largest values so that the output has a given size. Shape: see `defineAdaptivePooling`. */
export const adaptiveMaxPool2d = defineAdaptivePooling({
  type: 'AdaptiveMaxPool2d',
  doc: 'Keeps largest values so that the output has a given size.',
})
