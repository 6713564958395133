import type { Tensor } from '../../core/tensor'
import { interpolate, type InterpolateMode, type InterpolateOptions } from '../../ops/interpolate'
import { Module } from '../module'
import { builder, camelOptions } from '../node-builder'
import { floatText, pythonText } from '../text'

/**
 * Signals, images or volumes made larger: each place from the nearest one ('nearest') or from its neighbours ('linear', 'bilinear',
 * 'bicubic', 'trilinear').
 *
 * Shape: (N, C, L) → (N, C, L'), (N, C, H, W) → (N, C, H', W') or (N, C, D, H, W) → (N, C, D', H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.Upsample.html
 */
export class Upsample extends Module {
  readonly size: number | readonly number[] | null
  readonly scaleFactor: number | readonly number[] | null
  readonly mode: InterpolateMode
  readonly alignCorners: boolean | null

  constructor({
    size = null,
    scaleFactor = null,
    mode = 'nearest',
    alignCorners = null,
  }: InterpolateOptions = {}) {
    super()
    this.size = size
    this.scaleFactor = scaleFactor
    this.mode = mode
    this.alignCorners = alignCorners
  }

  override forward(x: Tensor): Tensor {
    return interpolate(x, this)
  }

  override extraRepr(): string {
    return `${this.sizeText()}, mode='${this.mode}'`
  }

  private sizeText(): string {
    const factor = this.scaleFactor
    if (factor === null) return `size=${pythonText(this.size)}`
    return `scale_factor=${typeof factor === 'number' ? floatText(factor) : `(${factor.map(floatText).join(', ')})`}`
  }
}

type SizeOptions = Pick<InterpolateOptions, 'size' | 'scaleFactor'>

/**
 * Each place from the nearest one.
 *
 * Shape: (N, C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html
 */
export class UpsamplingNearest2d extends Upsample {
  constructor({ size = null, scaleFactor = null }: SizeOptions = {}) {
    super({ size, scaleFactor, mode: 'nearest' })
  }
}

/**
 * Each place from its neighbours, with the centres of corner pixels laid on each other.
 *
 * Shape: (N, C, H, W) → (N, C, H', W').
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html
 */
export class UpsamplingBilinear2d extends Upsample {
  constructor({ size = null, scaleFactor = null }: SizeOptions = {}) {
    super({ size, scaleFactor, mode: 'bilinear', alignCorners: true })
  }
}

interface UpsampleParams {
  size: number | number[] | null
  scale_factor: number | number[] | null
  mode: InterpolateMode
  align_corners: boolean | null
}

/** How a graph makes and runs it. */
export const upsampleBuilders = {
  UpsamplingNearest2d: builder<UpsampleParams>({
    module: (params) => new UpsamplingNearest2d(camelOptions(params)),
  }),
  UpsamplingBilinear2d: builder<UpsampleParams>({
    module: (params) => new UpsamplingBilinear2d(camelOptions(params)),
  }),
  Upsample: builder<UpsampleParams>({
    module: (params) => new Upsample(camelOptions(params)),
    run: ([x], params) => interpolate(x!, camelOptions(params)),
  }),
}
