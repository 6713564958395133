import type { Tensor } from '../../core/tensor'
import { ValueError } from '../../errors'
import {
  alphaDropout,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
} from '../../ops/dropout'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { floatText, pythonText } from '../text'
import type { InplaceOptions } from './relu'

abstract class DropoutLayer extends Module {
  readonly inplace: boolean

  constructor(
    readonly p = 0.5,
    { inplace = false }: InplaceOptions = {},
  ) {
    super()
    if (p < 0 || p > 1) throw new ValueError(`dropout probability has to be between 0 and 1, but got ${p}`)
    this.inplace = inplace
  }

  override extraRepr(): string {
    return `p=${floatText(this.p)}, inplace=${pythonText(this.inplace)}`
  }
}

/**
 * While training, sets values to 0 with probability p and divides the others by 1 − p.
 *
 * Shape: (*) → (*).
 * Errors: p outside 0 to 1 → `dropout probability has to be between 0 and 1, but got 2`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout.html
 */
export class Dropout extends DropoutLayer {
  override forward(x: Tensor): Tensor {
    return dropout(x, this.p, this.training)
  }
}

/**
 * While training, sets whole channels to 0 with probability p and divides the others by 1 − p.
 *
 * Shape: (N, C, L) or (C, L) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout1d.html
 */
export class Dropout1d extends DropoutLayer {
  override forward(x: Tensor): Tensor {
    return dropout1d(x, this.p, this.training)
  }
}

/**
 * While training, sets whole channels to 0 with probability p and divides the others by 1 − p.
 *
 * Shape: (N, C, H, W) or (N, C, L) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout2d.html
 */
export class Dropout2d extends DropoutLayer {
  override forward(x: Tensor): Tensor {
    return dropout2d(x, this.p, this.training)
  }
}

/**
 * Dropout for SELU: while training, sets values to −1.758… with probability p, then scales and shifts all so that mean 0 and
 * variance 1 stay.
 *
 * Shape: (*) → (*).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.AlphaDropout.html
 */
export class AlphaDropout extends DropoutLayer {
  override forward(x: Tensor): Tensor {
    return alphaDropout(x, this.p, this.training)
  }
}

/**
 * While training, sets whole channels of volumes to 0 with probability p and divides the others by 1 − p.
 *
 * Shape: (N, C, D, H, W) or (C, D, H, W) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Dropout3d.html
 */
export class Dropout3d extends DropoutLayer {
  override forward(x: Tensor): Tensor {
    return dropout3d(x, this.p, this.training)
  }
}

/**
 * AlphaDropout of whole channels.
 *
 * Shape: (N, C, *) → the same.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.FeatureAlphaDropout.html
 */
export class FeatureAlphaDropout extends DropoutLayer {
  override forward(x: Tensor): Tensor {
    return featureAlphaDropout(x, this.p, this.training)
  }
}

interface DropoutParams {
  p: number
  inplace: boolean
}

/** How a graph makes and runs them. */
export const dropoutBuilders = {
  Dropout1d: builder<DropoutParams>({
    module: ({ p, ...rest }) => new Dropout1d(p, rest),
    run: ([x], { p }, { training }) => dropout1d(x!, p, training),
  }),
  Dropout2d: builder<DropoutParams>({
    module: ({ p, ...rest }) => new Dropout2d(p, rest),
    run: ([x], { p }, { training }) => dropout2d(x!, p, training),
  }),
  AlphaDropout: builder<DropoutParams>({
    module: ({ p, ...rest }) => new AlphaDropout(p, rest),
    run: ([x], { p }, { training }) => alphaDropout(x!, p, training),
  }),
  Dropout3d: builder<DropoutParams>({
    module: ({ p, ...rest }) => new Dropout3d(p, rest),
    run: ([x], { p }, { training }) => dropout3d(x!, p, training),
  }),
  FeatureAlphaDropout: builder<DropoutParams>({
    module: ({ p, ...rest }) => new FeatureAlphaDropout(p, rest),
    run: ([x], { p }, { training }) => featureAlphaDropout(x!, p, training),
  }),
  Dropout: builder<DropoutParams>({
    module: ({ p, ...rest }) => new Dropout(p, camelOptions(rest)),
    run: ([x], { p }, { training }) => dropout(x!, p, training),
  }),
}
