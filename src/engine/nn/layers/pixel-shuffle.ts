import type { Tensor } from '../../core/tensor'
import { pixelShuffle } from '../../ops/pixel-shuffle'
import { Module } from '../module'

/**
 * Channels laid out as blocks of r × r pixels.
 *
 * Shape: (*, C·r², H, W) → (*, C, H·r, W·r).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
 */
export class PixelShuffle extends Module {
  constructor(readonly upscaleFactor: number) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return pixelShuffle(x, this.upscaleFactor)
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`
  }
}
