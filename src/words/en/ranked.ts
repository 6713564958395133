/** The panel of the samples that the net is most and least surprised by. */
export const ranked = {
  tab: 'Samples',
  empty: 'The worst and the best samples',
  emptyText: 'What the net says of each sample is looked at when training comes to rest.',
  heldOut_one: 'The sample held out, after step {{step}}, by its loss',
  heldOut_other: 'The {{count}} samples held out, after step {{step}}, by their loss',
  train_one: 'The sample to train on, after step {{step}}, by its loss',
  train_other: 'The {{count}} samples to train on, after step {{step}}, by their loss',
  heldOutCell_one:
    '{{count}} sample held out of class {{target}} that the net takes for {{said}}, after step {{step}}',
  heldOutCell_other:
    '{{count}} samples held out of class {{target}} that the net takes for {{said}}, after step {{step}}',
  trainCell_one:
    '{{count}} sample to train on of class {{target}} that the net takes for {{said}}, after step {{step}}',
  trainCell_other:
    '{{count}} samples to train on of class {{target}} that the net takes for {{said}}, after step {{step}}',
  all: 'All samples',
  show: 'Show them: {{cell}}',
  again: 'Look again',
  worst: 'Worst first',
  best: 'Best first',
  sample: 'Sample {{index}}: {{target}}, the net says {{said}}{{share}}; loss {{loss}}',
} as const
