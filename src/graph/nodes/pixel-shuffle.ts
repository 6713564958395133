import { z } from 'zod'
import { pixelShuffle as depthToSpace } from '../onnx/writing/resizing'
import { dimAt, multiplyDims } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * Channels laid out as blocks of r × r pixels. Shape: `(*, C·r², H, W)` to `(*, C, H·r, W·r)`.
 * Errors: channels that r² does not divide → `pixel_shuffle expects its input's 'channel' dimension …`.
 */
export const pixelShuffle = defineNode({
  type: 'PixelShuffle',
  category: 'shape',
  doc: 'Makes a larger image by laying channels out as blocks of pixels.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html',
  stem: 'shuffle',
  onnx: depthToSpace,
  params: {
    upscale_factor: z
      .int()
      .min(1)
      .meta({ doc: 'How many times larger the image becomes.', unit: '×', initial: 2 }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const r = call.params.upscale_factor
    if (shape.length < 3) {
      throw new RuleError(
        `pixel_shuffle expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
        {
          handle: 'input',
          remedy: tell(
            'rules.pixel_shuffle.pixelshuffle_needs_samples_with_channels',
            'PixelShuffle needs samples with channels, height and width.',
          ),
          fixes: toRank('input', shape, 4),
        },
      )
    }
    const [channels = 1, height = 1, width = 1] = shape.slice(-3)
    if (typeof channels !== 'number' || channels % (r * r) !== 0) {
      throw new RuleError(
        `pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but input.size(-3)=${channels} is not divisible by ${r * r}`,
        {
          handle: 'input',
          param: 'upscale_factor',
          remedy: tell(
            'rules.pixel_shuffle.give_layer_before_output_channels',
            'Give the layer before {{channels}} output channels.',
            { channels: r * r * Math.max(1, Math.round(dimAt(channels, 1) / (r * r))) },
          ),
          fixes: typeof channels === 'number' ? [fittingFactor(channels, r)] : toRank('input', shape, 4),
        },
      )
    }
    return [...shape.slice(0, -3), channels / (r * r), multiplyDims([height, r]), multiplyDims([width, r])]
  },
})

/** The largest factor up to `limit` whose square divides the channels. */
function fittingFactor(channels: number, limit: number): RuleFix {
  let factor = Math.min(limit, Math.floor(Math.sqrt(channels)))
  while (channels % (factor * factor) !== 0) factor--
  return {
    kind: 'set',
    label: tell('rules.pixel_shuffle.upscale_factor_fits', 'upscale_factor={{factor}} fits', { factor }),
    params: { upscale_factor: factor },
  }
}
