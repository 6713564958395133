import { defineAdaptivePooling } from './adaptive-pooling'

/** Keeps largest values so that the output has a given length. Shape: see `defineAdaptivePooling`. */
export const adaptiveMaxPool1d = defineAdaptivePooling({
  type: 'AdaptiveMaxPool1d',
  doc: 'Keeps largest values so that the output has a given length.',
})
