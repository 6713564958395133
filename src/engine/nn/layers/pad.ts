import type { Tensor } from '../../core/tensor'
import { pad, type PadMode } from '../../ops/pad'
import { ValueError } from '../../errors'
import { Module } from '../module'
import { builder, type NodeBuilder } from '../node-builder'
import { pythonText } from '../text'

/** One width for all sides, or those of each: left, right, top, bottom, front, back. */
export type Padding = number | readonly number[]

/** What the paddings share: their widths and text. */
abstract class PadNd extends Module {
  readonly padding: readonly number[]
  protected readonly value: number = 0
  protected abstract readonly mode: PadMode

  constructor(rank: 1 | 2 | 3, padding: Padding) {
    super()
    this.padding = sidesOf(padding, rank)
  }

  override forward(x: Tensor): Tensor {
    return pad(x, this.padding, { mode: this.mode, value: this.value })
  }

  override extraRepr(): string {
    return pythonText(this.padding)
  }
}

function sidesOf(padding: Padding, rank: number): readonly number[] {
  return typeof padding === 'number' ? Array.from({ length: 2 * rank }, () => padding) : [...padding]
}

abstract class ZeroPadNd extends PadNd {
  protected override readonly mode = 'constant'
}

abstract class ConstantPadNd extends PadNd {
  protected override readonly mode = 'constant'

  constructor(
    rank: 1 | 2 | 3,
    padding: Padding,
    protected override readonly value: number,
  ) {
    super(rank, padding)
  }

  override extraRepr(): string {
    return `padding=${pythonText(this.padding)}, value=${pythonText(this.value)}`
  }
}

abstract class ReflectionPadNd extends PadNd {
  protected override readonly mode = 'reflect'
}

abstract class ReplicationPadNd extends PadNd {
  protected override readonly mode = 'replicate'
}

abstract class CircularPadNd extends PadNd {
  protected override readonly mode = 'circular'

  override forward(x: Tensor): Tensor {
    const rank = this.padding.length / 2
    const dimensions = x.shape.length
    if (dimensions !== rank + 1 && dimensions !== rank + 2)
      throw new ValueError(`expected ${rank + 1}D or ${rank + 2}D input (got ${dimensions}D input)`)
    return super.forward(x)
  }
}

/**
 * Zeros around a signal; negative widths cut it.
 *
 * Shape: (*, L) → (*, L + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad1d.html
 */
export class ZeroPad1d extends ZeroPadNd {
  constructor(padding: Padding) {
    super(1, padding)
  }
}

/**
 * Zeros around an image; negative widths cut it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad2d.html
 */
export class ZeroPad2d extends ZeroPadNd {
  constructor(padding: Padding) {
    super(2, padding)
  }
}

/**
 * Zeros around a volume; negative widths cut it.
 *
 * Shape: (*, D, H, W) → (*, D + front + back, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ZeroPad3d.html
 */
export class ZeroPad3d extends ZeroPadNd {
  constructor(padding: Padding) {
    super(3, padding)
  }
}

/**
 * One value around a signal; negative widths cut it.
 *
 * Shape: (*, L) → (*, L + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad1d.html
 */
export class ConstantPad1d extends ConstantPadNd {
  constructor(padding: Padding, value: number) {
    super(1, padding, value)
  }
}

/**
 * One value around an image; negative widths cut it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad2d.html
 */
export class ConstantPad2d extends ConstantPadNd {
  constructor(padding: Padding, value: number) {
    super(2, padding, value)
  }
}

/**
 * One value around a volume; negative widths cut it.
 *
 * Shape: (*, D, H, W) → (*, D + front + back, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ConstantPad3d.html
 */
export class ConstantPad3d extends ConstantPadNd {
  constructor(padding: Padding, value: number) {
    super(3, padding, value)
  }
}

/**
 * The mirror image around a signal, without its edge; narrower than it.
 *
 * Shape: (*, L) → (*, L + left + right).
 * Errors: padding as wide as the input → `Padding size should be less than the corresponding input dimension, …`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad1d.html
 */
export class ReflectionPad1d extends ReflectionPadNd {
  constructor(padding: Padding) {
    super(1, padding)
  }
}

/**
 * The mirror image around an image, without its edge; narrower than it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Errors: padding as wide as the input → `Padding size should be less than the corresponding input dimension, …`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad2d.html
 */
export class ReflectionPad2d extends ReflectionPadNd {
  constructor(padding: Padding) {
    super(2, padding)
  }
}

/**
 * The mirror image around a volume, without its edge; narrower than it.
 *
 * Shape: (*, D, H, W) → (*, D + front + back, H + top + bottom, W + left + right).
 * Errors: padding as wide as the input → `Padding size should be less than the corresponding input dimension, …`.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReflectionPad3d.html
 */
export class ReflectionPad3d extends ReflectionPadNd {
  constructor(padding: Padding) {
    super(3, padding)
  }
}

/**
 * The edge of a signal repeated around it.
 *
 * Shape: (*, L) → (*, L + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad1d.html
 */
export class ReplicationPad1d extends ReplicationPadNd {
  constructor(padding: Padding) {
    super(1, padding)
  }
}

/**
 * The edge of an image repeated around it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad2d.html
 */
export class ReplicationPad2d extends ReplicationPadNd {
  constructor(padding: Padding) {
    super(2, padding)
  }
}

/**
 * The edge of a volume repeated around it.
 *
 * Shape: (*, D, H, W) → (*, D + front + back, H + top + bottom, W + left + right).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.ReplicationPad3d.html
 */
export class ReplicationPad3d extends ReplicationPadNd {
  constructor(padding: Padding) {
    super(3, padding)
  }
}

/**
 * The other end of a signal around it; no wider than it.
 *
 * Shape: (*, L) → (*, L + left + right).
 * Errors: padding wider than the input → `Padding value causes wrapping around more than once.`
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad1d.html
 */
export class CircularPad1d extends CircularPadNd {
  constructor(padding: Padding) {
    super(1, padding)
  }
}

/**
 * The other end of an image around it; no wider than it.
 *
 * Shape: (*, H, W) → (*, H + top + bottom, W + left + right).
 * Errors: padding wider than the input → `Padding value causes wrapping around more than once.`
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad2d.html
 */
export class CircularPad2d extends CircularPadNd {
  constructor(padding: Padding) {
    super(2, padding)
  }
}

/**
 * The other end of a volume around it; no wider than it.
 *
 * Shape: (*, D, H, W) → (*, D + front + back, H + top + bottom, W + left + right).
 * Errors: padding wider than the input → `Padding value causes wrapping around more than once.`
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.CircularPad3d.html
 */
export class CircularPad3d extends CircularPadNd {
  constructor(padding: Padding) {
    super(3, padding)
  }
}

interface PadParams {
  padding: Padding
  value?: number
}

function padBuilder(
  rank: 1 | 2 | 3,
  mode: PadMode,
  make: (padding: Padding, value: number) => Module,
): NodeBuilder {
  return builder<PadParams>({
    module: ({ padding, value = 0 }) => make(padding, value),
    run: ([x], { padding, value = 0 }) => pad(x!, sidesOf(padding, rank), { mode, value }),
  })
}

/** How a graph makes and runs them. */
export const padBuilders = {
  ZeroPad1d: padBuilder(1, 'constant', (padding) => new ZeroPad1d(padding)),
  ZeroPad2d: padBuilder(2, 'constant', (padding) => new ZeroPad2d(padding)),
  ZeroPad3d: padBuilder(3, 'constant', (padding) => new ZeroPad3d(padding)),
  ConstantPad1d: padBuilder(1, 'constant', (padding, value) => new ConstantPad1d(padding, value)),
  ConstantPad2d: padBuilder(2, 'constant', (padding, value) => new ConstantPad2d(padding, value)),
  ConstantPad3d: padBuilder(3, 'constant', (padding, value) => new ConstantPad3d(padding, value)),
  ReflectionPad1d: padBuilder(1, 'reflect', (padding) => new ReflectionPad1d(padding)),
  ReflectionPad2d: padBuilder(2, 'reflect', (padding) => new ReflectionPad2d(padding)),
  ReflectionPad3d: padBuilder(3, 'reflect', (padding) => new ReflectionPad3d(padding)),
  ReplicationPad1d: padBuilder(1, 'replicate', (padding) => new ReplicationPad1d(padding)),
  ReplicationPad2d: padBuilder(2, 'replicate', (padding) => new ReplicationPad2d(padding)),
  ReplicationPad3d: padBuilder(3, 'replicate', (padding) => new ReplicationPad3d(padding)),
  CircularPad1d: padBuilder(1, 'circular', (padding) => new CircularPad1d(padding)),
  CircularPad2d: padBuilder(2, 'circular', (padding) => new CircularPad2d(padding)),
  CircularPad3d: padBuilder(3, 'circular', (padding) => new CircularPad3d(padding)),
}
