import { z } from 'zod'
import { divideDim, multiplyDims } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'
import { neededSamples } from './pooling'

/**
 * Blocks of r × r pixels laid out as channels. Shape: `(*, C, H·r, W·r)` to `(*, C·r², H, W)`.
 * Errors: a height or width that r does not divide → `pixel_unshuffle expects height to be divisible by downscale_factor, …`.
 */
export const pixelUnshuffle = defineNode({
  type: 'PixelUnshuffle',
  category: 'shape',
  doc: 'Makes a smaller image by laying blocks of pixels out as channels.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html',
  stem: 'unshuffle',
  onnx: (node) => {
    const shape = node.shape()
    const { downscale_factor: r } = node.params
    const lead = shape.slice(0, -2)
    const [height = 1, width = 1] = node.output().shape.slice(-2)
    const apart = node.reshape(node.input(), shape, [...lead, height, r, width, r])
    const at = lead.length
    const turned = node.transpose(apart, [...lead.keys(), at + 1, at + 3, at, at + 2])
    return node.reshape(turned, [...lead, r, r, height, width], node.output().shape)
  },
  params: {
    downscale_factor: z
      .int()
      .min(1)
      .meta({ doc: 'How many times smaller the image becomes.', unit: '×', initial: 2 }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const r = call.params.downscale_factor
    if (shape.length < 3)
      throw new RuleError(
        `pixel_unshuffle expects input to have at least 3 dimensions, but got input with ${shape.length} dimension(s)`,
        { handle: 'input', remedy: neededSamples('PixelUnshuffle', 2), fixes: toRank('input', shape, 4) },
      )
    const [channels = 1] = shape.slice(-3)
    const [height, width] = ([-2, -1] as const).map((dim) => divided(shape, dim, r)) as [Dim, Dim]
    return [...shape.slice(0, -3), multiplyDims([channels, r * r]), height, width]
  },
})

function divided(shape: Shape, dim: -1 | -2, r: number): Dim {
  const size = shape.at(dim) ?? 1
  const part = divideDim(size, r)
  if (part !== undefined && typeof size === 'number') return part
  const [height = 1, width = 1] = shape.slice(-2).map(Number)
  let fitting = r
  while (fitting > 1 && (height % fitting !== 0 || width % fitting !== 0)) fitting--
  throw new RuleError(
    `pixel_unshuffle expects ${dim === -2 ? 'height' : 'width'} to be divisible by downscale_factor, but input.size(${dim})=${size} is not divisible by ${r}`,
    {
      handle: 'input',
      param: 'downscale_factor',
      fixes: [
        {
          kind: 'set',
          label: tell('rules.pixel_unshuffle.fits', 'downscale_factor={{fitting}} fits', { fitting }),
          params: { downscale_factor: fitting },
        },
      ],
    },
  )
}
