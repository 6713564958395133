import type { Tensor } from '../../core/tensor'
import { pixelShuffle } from '../../ops/pixel-shuffle'
import { Module } from '../module'
import { builder } from '../node-builder'

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

/** How a graph makes and runs it. */
export const pixelShuffleBuilders = {
  PixelShuffle: builder<{ upscale_factor: number }>({
    module: ({ upscale_factor: r }) => new PixelShuffle(r),
    run: ([x], { upscale_factor: r }) => pixelShuffle(x!, r),
  }),
}
