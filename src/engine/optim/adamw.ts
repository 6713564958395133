import { Adam, type AdamOptions } from './adam'
import type { Params } from './optimizer'

/** As Adam's; `weightDecay` is 0.01 unless given. */
export type AdamWOptions = Omit<AdamOptions, 'decoupledWeightDecay'>

/**
 * Adam with decoupled weight decay: p ← p·(1 − lr·weightDecay), then Adam's step without weight decay.
 *
 * Source: Loshchilov and Hutter, 2019; https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
 */
export class AdamW extends Adam {
  constructor(params: Params<Required<AdamOptions>>, options: AdamWOptions = {}) {
    super(params, { weightDecay: 1e-2, ...options, decoupledWeightDecay: true })
  }
}
