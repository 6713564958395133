/** A net that gives NaN at its first step. */
import { bytesOf, netFile } from './net-file'

/** What relu gives is divided by itself: 0 by 0 where a value is below 0. */
const NET = [
  [
    ['data: Dataset', { source: 'house-prices', count: 30, held_out: 6 }],
    ['fc: Linear', { out_features: 8 }],
    ['relu: ReLU'],
    ['share: Div'],
    ['last: Linear', { out_features: 1 }],
    ['loss: MSELoss'],
  ],
  [
    'data.x → fc',
    'fc → relu',
    'relu → share',
    'relu → share.other',
    'share → last',
    'last → loss',
    'data.y → loss.target',
  ],
] as const

export const divided = bytesOf(
  netFile(
    { Net: NET },
    { optimizer: { type: 'SGD', params: { lr: 0.01 } }, batch_size: 8, epochs: 2, seed: 0 },
  ),
)
