import type { Tensor } from '../../core/tensor'
import { ctcLoss, type CTCOptions } from '../../ops/ctc-loss'
import type { Reduction } from '../../ops/loss-reduction'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'

/**
 * How unlikely a sequence of labels is, wherever its labels lie in time: −ln of the sum over all ways to lay them, with blanks between.
 *
 * Shape: logProbs (T, N, C) or (T, C); targets (N, S), or all labels in a row; inputLengths and targetLengths (N) or () → () unless
 * `reduction` is 'none'.
 * Errors: lengths of another number; a length or label out of range.
 * Source: Graves et al., 2006; https://docs.pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
 */
export class CTCLoss extends Module {
  readonly blank: number
  readonly reduction: Reduction
  readonly zeroInfinity: boolean

  constructor({ blank = 0, reduction = 'mean', zeroInfinity = false }: CTCOptions = {}) {
    super()
    this.blank = blank
    this.reduction = reduction
    this.zeroInfinity = zeroInfinity
  }

  override forward(logProbs: Tensor, targets: Tensor, inputLengths: Tensor, targetLengths: Tensor): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this)
  }
}

/** How a graph makes and runs it. */
export const ctcLossBuilders = {
  CTCLoss: builder<{ blank: number; reduction: Reduction; zero_infinity: boolean }>({
    module: (params) => new CTCLoss(camelOptions(params)),
    run: ([x, y, steps, sizes], params) => ctcLoss(x!, y!, steps!, sizes!, camelOptions(params)),
  }),
}
