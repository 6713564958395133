/** How a document is trained: each setting under one name, in the run bar and in the inspector. */
export const training = {
  training: {
    title: 'Training',
    settings: 'Training settings',
    optimizer: 'Optimiser',
    lr: 'Learning rate',
    scheduler: 'Rate schedule',
    constant: 'Constant rate',
    constantHint: 'The learning rate stays as it is.',
    batch_size: 'Batch size',
    epochs: 'Epochs',
    seed: 'Seed',
    zero_grad: 'zero_grad',
    zeroGradOff: 'Gradients are never set to zero: those of every step add up.',
    accumulate: 'Accumulate',
    accumulateHint: 'Gradients of {{k}} batches add up before the optimiser steps; the loss is not divided.',
    short: {
      lr: 'lr',
      batch_size: 'batch',
      epochs: 'epochs',
    },
    invalid: '“{{text}}” is not a number that fits here.',
  },
} as const
