import type { Tensor } from '../../core/tensor'
import { pixelShuffle, pixelUnshuffle } from '../../ops/pixel-shuffle'
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

/**
 * Blocks of r × r pixels laid out as channels: what undoes PixelShuffle.
 *
 * Shape: (*, C, H·r, W·r) → (*, C·r², H, W).
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
 */
export class PixelUnshuffle extends Module {
  constructor(readonly downscaleFactor: number) {
    super()
  }

  override forward(x: Tensor): Tensor {
    return pixelUnshuffle(x, this.downscaleFactor)
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`
  }
}

/** How a graph makes and runs them. */
export const pixelShuffleBuilders = {
  PixelUnshuffle: builder<{ downscale_factor: number }>({
    module: ({ downscale_factor: r }) => new PixelUnshuffle(r),
    run: ([x], { downscale_factor: r }) => pixelUnshuffle(x!, r),
  }),
  PixelShuffle: builder<{ upscale_factor: number }>({
    module: ({ upscale_factor: r }) => new PixelShuffle(r),
    run: ([x], { upscale_factor: r }) => pixelShuffle(x!, r),
  }),
}
