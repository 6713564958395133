/** How a document is trained: each setting under one name, in the run bar and in the inspector. */
export const training = {
  training: {
    settings: 'Training settings',
    optimizer: 'Optimiser',
    lr: 'Learning rate',
    scheduler: 'Rate schedule',
    constant: 'Constant rate',
    constantHint: 'The learning rate stays as it is.',
    batch_size: 'Batch size',
    epochs: 'Epochs',
    seed: 'Seed',
    short: {
      lr: 'lr',
      batch_size: 'batch',
      epochs: 'epochs',
    },
    invalid: '“{{text}}” is not a number that fits here.',
  },
} as const
