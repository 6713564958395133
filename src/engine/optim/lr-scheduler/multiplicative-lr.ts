import { ValueError } from '../../errors'
import type { LrLambda } from './lambda-lr'
import { LRScheduler, type AnyOptimizer, type SchedulerOptions } from './lr-scheduler'

/**
 * Multiplies the rate by a function of the step, again at each step: one for all groups, or one for each.
 *
 * Functions are not part of the state dict. Errors: as many functions as groups are expected.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.MultiplicativeLR.html
 */
export class MultiplicativeLR extends LRScheduler {
  private readonly lambdas: readonly LrLambda[]

  constructor(
    optimizer: AnyOptimizer,
    lrLambda: LrLambda | readonly LrLambda[],
    options: SchedulerOptions = {},
  ) {
    const count = optimizer.paramGroups.length
    const lambdas = typeof lrLambda === 'function' ? Array.from({ length: count }, () => lrLambda) : lrLambda
    if (lambdas.length !== count)
      throw new ValueError(`Expected ${count} lr_lambdas, but got ${lambdas.length}`)
    super(optimizer, {}, options)
    this.lambdas = lambdas
    this.start()
  }

  protected override rates(): number[] {
    if (this.isInitial) return this.current()
    return this.current().map((lr, i) => lr * this.lambdas[i]!(this.state.last_epoch))
  }
}
