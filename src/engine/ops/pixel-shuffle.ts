import { record } from '../core/record'
import { inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { permuteRaw, reshapeRaw } from './view'

/**
 * Channels laid out as blocks of r × r pixels.
 *
 * Shape: (*, C·r², H, W) → (*, C, H·r, W·r).
 * Errors: channels that r² does not divide → PyTorch's `pixel_shuffle expects its input's 'channel' dimension …`.
 */
export function pixelShuffle(x: Tensor, upscaleFactor: number): Tensor {
  if (x.shape.length < 3) {
    throw new RuntimeError(
      `pixel_shuffle expects input to have at least 3 dimensions, but got input with ${x.shape.length} dimension(s)`,
    )
  }
  const r = upscaleFactor
  const [channels, height, width] = x.shape.slice(-3) as [number, number, number]
  if (channels % (r * r) !== 0) {
    throw new RuntimeError(
      `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${r * r}`,
    )
  }
  const lead = x.shape.slice(0, -3)
  const batch = lead.reduce((a, b) => a * b, 1)
  const kept = channels / (r * r)
  const blocks = permuteRaw(reshapeRaw(x, [batch, kept, r, r, height, width]), [0, 1, 4, 2, 5, 3])
  const output = reshapeRaw(inLayout(blocks, null), [...lead, kept, height * r, width * r])
  return record('PixelShuffleBackward0', [x], output, (grad) => {
    const parts = permuteRaw(reshapeRaw(grad, [batch, kept, height, r, width, r]), [0, 1, 3, 5, 2, 4])
    return [reshapeRaw(inLayout(parts, null), x.shape)]
  })
}

/**
 * Blocks of r × r pixels laid out as channels: what undoes `pixelShuffle`.
 *
 * Shape: (*, C, H·r, W·r) → (*, C·r², H, W).
 * Errors: a height or width that r does not divide → PyTorch's `pixel_unshuffle expects height to be divisible …`.
 */
export function pixelUnshuffle(x: Tensor, downscaleFactor: number): Tensor {
  const r = downscaleFactor
  if (x.shape.length < 3) {
    throw new RuntimeError(
      `pixel_unshuffle expects input to have at least 3 dimensions, but got input with ${x.shape.length} dimension(s)`,
    )
  }
  for (const [way, dim] of [
    ['height', -2],
    ['width', -1],
  ] as const) {
    const size = x.shape.at(dim)!
    if (size % r !== 0)
      throw new RuntimeError(
        `pixel_unshuffle expects ${way} to be divisible by downscale_factor, but input.size(${dim})=${size} is not divisible by ${r}`,
      )
  }
  const lead = x.shape.slice(0, -3)
  const batch = lead.reduce((a, b) => a * b, 1)
  const [channels, rows, columns] = x.shape.slice(-3) as [number, number, number]
  const [height, width] = [rows / r, columns / r]
  const blocks = permuteRaw(reshapeRaw(x, [batch, channels, height, r, width, r]), [0, 1, 3, 5, 2, 4])
  const output = reshapeRaw(inLayout(blocks, null), [...lead, channels * r * r, height, width])
  return record('PixelUnshuffleBackward0', [x], output, (grad) => {
    const parts = permuteRaw(reshapeRaw(grad, [batch, channels, r, r, height, width]), [0, 1, 4, 2, 5, 3])
    return [reshapeRaw(inLayout(parts, null), x.shape)]
  })
}
