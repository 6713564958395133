import { defineAdaptivePooling } from './adaptive-pooling'

/** Takes means so that the output has a given length. Shape: see `defineAdaptivePooling`. */
export const adaptiveAvgPool1d = defineAdaptivePooling({
  type: 'AdaptiveAvgPool1d',
  doc: 'Takes means so that the output has a given length.',
})
