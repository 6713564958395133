import { defineAdaptivePooling } from './adaptive-pooling'

/** Takes means so that the output has a given size; 1 gives one mean for each channel. Shape: see `defineAdaptivePooling`. */
export const adaptiveAvgPool2d = defineAdaptivePooling({
  type: 'AdaptiveAvgPool2d',
  doc: 'Takes means so that the output has a given size; 1 gives one mean for each channel.',
})
