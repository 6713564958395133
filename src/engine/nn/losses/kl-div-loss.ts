import type { Tensor } from '../../core/tensor'
import type { Reduction } from '../../ops/loss-reduction'
import { klDiv, type KLDivOptions } from '../../ops/pointwise-loss'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'

/**
 * y · (ln y − x) for log probabilities x: how far the distribution x is from y.
 *
 * Shape: x and y (*) → () unless `reduction` is 'none'.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html
 */
export class KLDivLoss extends Module {
  readonly reduction: Reduction | 'batchmean'
  readonly logTarget: boolean

  constructor({ reduction = 'mean', logTarget = false }: KLDivOptions = {}) {
    super()
    this.reduction = reduction
    this.logTarget = logTarget
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return klDiv(x, target, this)
  }
}

/** How a graph makes and runs it. */
export const klDivLossBuilders = {
  KLDivLoss: builder<{ reduction: Reduction | 'batchmean'; log_target: boolean }>({
    module: (params) => new KLDivLoss(camelOptions(params)),
    run: ([x, y], params) => klDiv(x!, y!, camelOptions(params)),
  }),
}
