import type { Tensor } from '../../core/tensor'
import { pad, type PadMode } from '../../ops/pad'
import { Module } from '../module'
import { builder } from '../node-builder'
import { pythonText } from '../text'

/** One width for all sides, or left, right, top, bottom. */
export type Padding2d = number | readonly [number, number, number, number]

abstract class Pad2d extends Module {
  readonly padding: readonly number[]
  protected abstract readonly mode: PadMode

  constructor(padding: Padding2d) {
    super()
    this.padding = typeof padding === 'number' ? [padding, padding, padding, padding] : [...padding]
  }

  override forward(x: Tensor): Tensor {
    return pad(x, this.padding, { mode: this.mode })
  }

  override extraRepr(): string {
    return pythonText(this.padding)
  }
}

/**
 * Zeros around an image; negative widths cut it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html
 */
export class ZeroPad2d extends Pad2d {
  protected override readonly mode = 'constant'
}

/**
 * The mirror image around an image, without its edge; narrower than the image.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Errors: padding as wide as the image → `Padding size should be less than the corresponding input dimension, …`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html
 */
export class ReflectionPad2d extends Pad2d {
  protected override readonly mode = 'reflect'
}

/**
 * The edge of an image repeated around it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html
 */
export class ReplicationPad2d extends Pad2d {
  protected override readonly mode = 'replicate'
}

interface PadParams {
  padding: Padding2d
}

function sides({ padding }: PadParams): readonly number[] {
  return typeof padding === 'number' ? [padding, padding, padding, padding] : padding
}

/** How a graph makes and runs them. */
export const padBuilders = {
  ZeroPad2d: builder<PadParams>({
    module: ({ padding }) => new ZeroPad2d(padding),
    run: ([x], params) => pad(x!, sides(params)),
  }),
  ReflectionPad2d: builder<PadParams>({
    module: ({ padding }) => new ReflectionPad2d(padding),
    run: ([x], params) => pad(x!, sides(params), { mode: 'reflect' }),
  }),
  ReplicationPad2d: builder<PadParams>({
    module: ({ padding }) => new ReplicationPad2d(padding),
    run: ([x], params) => pad(x!, sides(params), { mode: 'replicate' }),
  }),
}
