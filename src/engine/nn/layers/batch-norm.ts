import { full, ones, zeros } from '../../core/create'
import { noGrad } from '../../core/grad-mode'
import { scope } from '../../core/scope'
import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import { batchNorm, instanceNorm } from '../../ops/batch-norm'
import { reshape } from '../../ops/view'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { Buffer, Parameter } from '../parameter'
import { floatText, pythonText } from '../text'

export interface BatchNormModuleOptions {
  /** Added to the variance; default 1e-5. */
  eps?: number
  /** Share of the batch in the new running statistics; null for their plain mean over all batches. Default 0.1. */
  momentum?: number | null
  /** Learn a weight and a bias; default true (false for InstanceNorm). */
  affine?: boolean
  /** Learn a bias where `affine` holds; default true. */
  bias?: boolean
  /** Keep running statistics, which evaluation uses; default true (false for InstanceNorm). */
  trackRunningStats?: boolean
}

/** What BatchNorm and InstanceNorm share: parameters, running statistics and text. */
abstract class StatisticsNorm extends Module {
  weight: Parameter | null = null
  bias: Parameter | null = null
  // Named as in the state_dict, as every buffer is.
  readonly running_mean: Buffer | null = null
  readonly running_var: Buffer | null = null
  readonly num_batches_tracked: Buffer | null = null
  readonly eps: number
  readonly momentum: number | null
  readonly affine: boolean
  readonly trackRunningStats: boolean

  constructor(
    readonly numFeatures: number,
    {
      eps = 1e-5,
      momentum = 0.1,
      affine = true,
      bias = true,
      trackRunningStats = true,
    }: BatchNormModuleOptions,
  ) {
    super()
    this.eps = eps
    this.momentum = momentum
    this.affine = affine
    this.trackRunningStats = trackRunningStats
    if (affine) this.weight = new Parameter(ones([numFeatures]))
    if (affine && bias) this.bias = new Parameter(zeros([numFeatures]))
    if (!trackRunningStats) return
    this.running_mean = new Buffer(zeros([numFeatures]))
    this.running_var = new Buffer(ones([numFeatures]))
    this.num_batches_tracked = new Buffer(full([], 0, { dtype: 'int64' }))
  }

  resetRunningStats(): void {
    noGrad(() => {
      this.running_mean?.zero_()
      this.running_var?.fill_(1)
      this.num_batches_tracked?.zero_()
    })
  }

  resetParameters(): void {
    this.resetRunningStats()
    noGrad(() => {
      this.weight?.fill_(1)
      this.bias?.zero_()
    })
  }

  override extraRepr(): string {
    return (
      `${this.numFeatures}, eps=${floatText(this.eps)}, momentum=${this.momentum === null ? 'None' : floatText(this.momentum)}, ` +
      `affine=${pythonText(this.affine)}, bias=${pythonText(this.bias !== null)}, track_running_stats=${pythonText(this.trackRunningStats)}`
    )
  }
}

abstract class BatchNorm extends StatisticsNorm {
  constructor(numFeatures: number, options: BatchNormModuleOptions = {}) {
    super(numFeatures, options)
  }

  override forward(x: Tensor): Tensor {
    this.checkInput(x)
    const tracks = this.training && this.trackRunningStats
    return batchNorm(x, this.running_mean, this.running_var, this.weight, this.bias, {
      training: this.training || this.running_mean === null,
      momentum: tracks ? this.countBatch() : 0,
      eps: this.eps,
    })
  }

  protected abstract checkInput(x: Tensor): void

  /** One more batch seen; gives the share it takes in the running statistics. */
  private countBatch(): number {
    const counter = this.num_batches_tracked
    if (!counter) return this.momentum ?? 0
    scope(() => void noGrad(() => counter.add_(1)))
    return this.momentum ?? 1 / counter.item()
  }
}

/**
 * Each feature brought to mean 0 and variance 1 over the batch: (x − mean) / √(variance + eps) · weight + bias. While training
 * the statistics are the batch's, in evaluation the running ones.
 *
 * Shape: (N, C) or (N, C, L) → the same.
 * Errors: one value a channel in training → `Expected more than 1 value per channel when training, …`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm1d.html
 */
export class BatchNorm1d extends BatchNorm {
  protected override checkInput(x: Tensor): void {
    if (x.ndim === 2 || x.ndim === 3) return
    throw new ValueError(`expected 2D or 3D input (got ${x.ndim}D input)`)
  }
}

/**
 * As BatchNorm1d, for images.
 *
 * Shape: (N, C, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm2d.html
 */
export class BatchNorm2d extends BatchNorm {
  protected override checkInput(x: Tensor): void {
    if (x.ndim !== 4) throw new ValueError(`expected 4D input (got ${x.ndim}D input)`)
  }
}

/**
 * As BatchNorm1d, for volumes.
 *
 * Shape: (N, C, D, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.BatchNorm3d.html
 */
export class BatchNorm3d extends BatchNorm {
  protected override checkInput(x: Tensor): void {
    if (x.ndim !== 5) throw new ValueError(`expected 5D input (got ${x.ndim}D input)`)
  }
}

/**
 * BatchNorm over the batches of all processes, of which there is one: as BatchNorm1d, for any number of dimensions.
 *
 * Shape: (N, C, *) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.SyncBatchNorm.html
 */
export class SyncBatchNorm extends BatchNorm {
  protected override checkInput(x: Tensor): void {
    if (x.ndim < 2) throw new ValueError(`expected at least 2D input (got ${x.ndim}D input)`)
  }
}

abstract class InstanceNorm extends StatisticsNorm {
  /** Dimensions of an input without a batch. */
  protected abstract readonly unbatched: number

  constructor(numFeatures: number, options: BatchNormModuleOptions = {}) {
    super(numFeatures, { affine: false, trackRunningStats: false, ...options })
  }

  override forward(x: Tensor): Tensor {
    if (x.ndim === this.unbatched) {
      const output = this.normalized(reshape(x, [1, ...x.shape], 'UnsqueezeBackward0'))
      return reshape(output, x.shape, 'SqueezeBackward1')
    }
    if (x.ndim === this.unbatched + 1) return this.normalized(x)
    throw new ValueError(`expected ${this.unbatched}D or ${this.unbatched + 1}D input (got ${x.ndim}D input)`)
  }

  private normalized(x: Tensor): Tensor {
    if (this.affine && x.shape[1] !== this.numFeatures) {
      throw new ValueError(
        `expected input's size at dim=1 to match num_features (${this.numFeatures}), but got: ${x.shape[1]}.`,
      )
    }
    return instanceNorm(x, this.running_mean, this.running_var, this.weight, this.bias, {
      useInputStats: this.training || !this.trackRunningStats,
      momentum: this.momentum ?? 0,
      eps: this.eps,
    })
  }
}

/**
 * Each channel of each sample brought to mean 0 and variance 1.
 *
 * Shape: (N, C, L) or (C, L) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm1d.html
 */
export class InstanceNorm1d extends InstanceNorm {
  protected override readonly unbatched = 2
}

/**
 * Each channel of each image brought to mean 0 and variance 1.
 *
 * Shape: (N, C, H, W) or (C, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm2d.html
 */
export class InstanceNorm2d extends InstanceNorm {
  protected override readonly unbatched = 3
}

/**
 * Each channel of each volume brought to mean 0 and variance 1.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.InstanceNorm3d.html
 */
export class InstanceNorm3d extends InstanceNorm {
  protected override readonly unbatched = 4
}

interface StatisticsParams {
  num_features: number
  momentum: number | null
}

/** None means something of its own for the momentum. */
function statistics<M>(Layer: new (features: number, options: BatchNormModuleOptions) => M) {
  return ({ num_features: features, momentum, ...rest }: StatisticsParams): M =>
    new Layer(features, { ...camelOptions(rest), momentum })
}

/** How a graph makes and runs them. */
export const batchNormBuilders = {
  BatchNorm1d: builder<StatisticsParams>({ module: statistics(BatchNorm1d) }),
  BatchNorm2d: builder<StatisticsParams>({ module: statistics(BatchNorm2d) }),
  BatchNorm3d: builder<StatisticsParams>({ module: statistics(BatchNorm3d) }),
  SyncBatchNorm: builder<StatisticsParams>({ module: statistics(SyncBatchNorm) }),
  InstanceNorm1d: builder<StatisticsParams>({ module: statistics(InstanceNorm1d) }),
  InstanceNorm2d: builder<StatisticsParams>({ module: statistics(InstanceNorm2d) }),
  InstanceNorm3d: builder<StatisticsParams>({ module: statistics(InstanceNorm3d) }),
}
