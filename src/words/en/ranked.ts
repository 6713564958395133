/** The panel of the samples that the net is most and least surprised by. */
export const ranked = {
  tab: 'Samples',
  empty: 'The worst and the best samples',
  emptyText: 'What the net says of each sample is looked at when training comes to rest.',
  heldOut_one: 'The sample held out, after step {{step}}, by its loss',
  heldOut_other: 'The {{count}} samples held out, after step {{step}}, by their loss',
  train_one: 'The sample to train on, after step {{step}}, by its loss',
  train_other: 'The {{count}} samples to train on, after step {{step}}, by their loss',
  again: 'Look again',
  worst: 'Worst first',
  best: 'Best first',
  sample: 'Sample {{index}}: {{target}}, the net says {{said}}{{share}}; loss {{loss}}',
} as const
