import type { Tensor } from '../../core/tensor'
import { logSoftmax, softmax, softmax2d, softmin } from '../../ops/implicit-softmax'
import { Module } from '../module'
import { builder } from '../node-builder'
import { pythonText } from '../text'

abstract class AlongDim extends Module {
  /** @param dim The dimension that adds up to 1; by default 0 for 0, 1 and 3 dimensions, 1 for others, with a warning. */
  constructor(readonly dim: number | null = null) {
    super()
  }

  override extraRepr(): string {
    return `dim=${pythonText(this.dim)}`
  }
}

/**
 * e^xᵢ / Σ e^xⱼ along `dim`.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html
 */
export class Softmax extends AlongDim {
  override forward(x: Tensor): Tensor {
    return softmax(x, this.dim)
  }
}

/**
 * e^−xᵢ / Σ e^−xⱼ along `dim`.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmin.html
 */
export class Softmin extends AlongDim {
  override forward(x: Tensor): Tensor {
    return softmin(x, this.dim)
  }
}

/**
 * Softmax over the channels of images.
 *
 * Shape: (N, C, H, W) or (C, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax2d.html
 */
export class Softmax2d extends Module {
  override forward(x: Tensor): Tensor {
    return softmax2d(x)
  }
}

/**
 * xᵢ − ln Σ e^xⱼ along `dim`.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html
 */
export class LogSoftmax extends AlongDim {
  override forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim)
  }
}

/** How a graph makes and runs them. */
export const softmaxBuilders = {
  Softmax: builder<{ dim: number | null }>({
    module: ({ dim }) => new Softmax(dim),
    run: ([x], { dim }) => softmax(x!, dim),
  }),
  Softmin: builder<{ dim: number | null }>({
    module: ({ dim }) => new Softmin(dim),
    run: ([x], { dim }) => softmin(x!, dim),
  }),
  Softmax2d: builder({ module: () => new Softmax2d() }),
  LogSoftmax: builder<{ dim: number | null }>({
    module: ({ dim }) => new LogSoftmax(dim),
    run: ([x], { dim }) => logSoftmax(x!, dim),
  }),
}
