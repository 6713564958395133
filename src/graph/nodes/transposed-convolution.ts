/** ConvTranspose1d, ConvTranspose2d and ConvTranspose3d: one definition, told apart by the number of dimensions. */
import { z } from 'zod'
import { transposedConvolution } from '../onnx/writing/convolving'
import { elementsPerSample, formatShape } from '../types/dims'
import type { Shape } from '../types/dims'
import {
  channelFixes,
  channelsOf,
  checkDtype,
  checkGroups,
  checkRank,
  DIRECTIONS,
  sizeOf,
} from './convolution'
import { defineNode, inputAt } from '../registry/definition'
import { channelsFirst } from '../registry/dim-labels'
import type { NodeDefinition, RuleCall } from '../registry/definition'
import { fixedSizes } from './fixed-sizes'
import { asSizes, sizeUnit } from '../params/param-types'
import type { Size } from '../params/param-types'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

interface TransposedParams {
  in_channels?: number | undefined
  out_channels: number
  kernel_size: Size
  stride: Size
  padding: Size
  output_padding: Size
  groups: number
  bias: boolean
  dilation: Size
}

/** The gradient of Conv1d: it makes each signal larger. Shape: see `defineConvTranspose`. */
export const convTranspose1d = defineConvTranspose(1, 'Makes a larger signal with learned filters.')

/** The gradient of Conv2d: it makes each image larger. Shape: see `defineConvTranspose`. */
export const convTranspose2d = defineConvTranspose(2, 'Makes a larger image with learned filters.')

/** The gradient of Conv3d: it makes each volume larger. Shape: see `defineConvTranspose`. */
export const convTranspose3d = defineConvTranspose(3, 'Makes a larger volume with learned filters.')

/**
 * The gradient of a convolution as a layer.
 *
 * Shape: input `(N, C_in, H, W)`, output `(N, C_out, H_out, W_out)` with
 * H_out = (H − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1, W_out likewise.
 * Errors: channels do not match → `Given transposed=1, …`; nothing is left of the output → `Given input size per channel: …`.
 */
function defineConvTranspose(rank: 1 | 2 | 3, doc: string): NodeDefinition {
  const type = `ConvTranspose${rank}d`
  return defineNode({
    type,
    category: 'layer',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'up',
    onnx: transposedConvolution(rank),
    labels: channelsFirst(rank),
    // The dtype check is PyTorch's own.
    accepts: 'numbers',
    params: {
      in_channels: z.int().min(1).optional().meta({ doc: 'Channels of the input.', inferred: true }),
      out_channels: z.int().min(1).meta({ doc: 'Channels of the output.', initial: 16 }),
      kernel_size: sizeOf(rank, 1).meta({
        doc: `${DIRECTIONS[rank]} of the filters.`,
        unit: sizeUnit(rank),
        initial: 2,
      }),
      stride: sizeOf(rank, 1)
        .default(1)
        .meta({ doc: 'Distance in the output between neighbours of the input.', unit: sizeUnit(rank) }),
      padding: sizeOf(rank, 0)
        .default(0)
        .meta({ doc: 'Cut off on every side of the output.', unit: sizeUnit(rank) }),
      output_padding: sizeOf(rank, 0)
        .default(0)
        .meta({ doc: 'Added at the end of the output; less than stride or dilation.', unit: sizeUnit(rank) }),
      groups: z.int().min(1).default(1).meta({ doc: 'Groups of channels that do not see each other.' }),
      bias: z.boolean().default(true).meta({ doc: 'Add a learnable bias to each output channel.' }),
      dilation: sizeOf(rank, 1)
        .default(1)
        .meta({ doc: 'Distance between the points of a filter.', unit: sizeUnit(rank) }),
    },
    complete: (call) => ({
      in_channels:
        call.params.in_channels ?? channelsOf(inputAt(call, 'input').shape, rank, 'conv_transpose'),
    }),
    shape: (call) => outputShape(call, rank),
    parameters: ({ in_channels, out_channels, kernel_size, groups, bias }) =>
      in_channels === undefined
        ? []
        : [
            {
              name: 'weight',
              shape: [in_channels, Math.floor(out_channels / groups), ...asSizes(kernel_size, rank)],
            },
            ...(bias ? [{ name: 'bias', shape: [out_channels] }] : []),
          ],
    multiplyAdds: (call) =>
      asSizes(call.params.kernel_size, rank).reduce(
        (product, size) => product * size,
        elementsPerSample(inputAt(call, 'input').shape),
      ) * Math.floor(call.params.out_channels / call.params.groups),
  })
}

function outputShape(call: RuleCall<TransposedParams>, rank: number): Shape {
  const { params } = call
  const { shape, dtype } = inputAt(call, 'input')
  checkRank(shape, rank, 'conv_transpose')
  checkGroups(params)
  checkChannels(params, shape, rank)
  checkDtype(dtype, params.bias)
  const [kernel, stride, padding, added, dilation] = [
    params.kernel_size, params.stride, params.padding, params.output_padding, params.dilation,
  ].map((value) => asSizes(value, rank)) as [number[], number[], number[], number[], number[]] // prettier-ignore
  if (added.some((extra, axis) => extra >= (stride[axis] ?? 1) && extra >= (dilation[axis] ?? 1))) {
    throw outputPaddingTooLarge(added, stride, dilation)
  }
  const image = fixedSizes(shape.slice(-rank), shape)
  const made = image.map(
    (size, axis) =>
      (size - 1) * (stride[axis] ?? 1) -
      2 * (padding[axis] ?? 0) +
      (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) +
      (added[axis] ?? 0) +
      1,
  )
  if (made.some((size) => size < 1)) {
    // PyTorch sees one dimension as an image of one row here.
    const [given, left] = [image, made].map((sizes) => [...(rank === 1 ? [1] : []), ...sizes].join(' x '))
    const most = Math.min(...made.map((size, axis) => Math.floor((size - 1) / 2) + (padding[axis] ?? 0)))
    throw new RuleError(
      `Given input size per channel: (${given}). Calculated output size per channel: (${left}). Output size is too small`,
      {
        handle: 'input',
        param: 'padding',
        remedy: tell('rules.transposed_convolution.use_padding', 'Use padding ≤ {{most}}.', { most }),
        fixes: [
          {
            kind: 'set',
            label: tell('rules.transposed_convolution.padding_fits', 'padding={{most}} fits', { most }),
            params: { padding: most },
          },
        ],
      },
    )
  }
  return [...shape.slice(0, -rank - 1), params.out_channels, ...made]
}

function checkChannels(params: TransposedParams, shape: Shape, rank: number): void {
  const channels = shape.at(-rank - 1)
  if (channels === params.in_channels) return
  const weight = [
    params.in_channels ?? 0,
    params.out_channels / params.groups,
    ...asSizes(params.kernel_size, rank),
  ]
  const batched = shape.length === rank + 2 ? shape : [1, ...shape]
  throw new RuleError(
    `Given transposed=1, weight of size ${formatShape(weight)}, expected input${formatShape(batched)} ` +
      `to have ${params.in_channels} channels, but got ${channels} channels instead`,
    {
      handle: 'input',
      param: 'in_channels',
      remedy: tell(
        'rules.transposed_convolution.input_has_channels',
        'The input has {{channels}} channels.',
        { channels: channels ?? '' },
      ),
      fixes: channelFixes(shape, rank, 'conv_transpose'),
    },
  )
}

function outputPaddingTooLarge(added: number[], stride: number[], dilation: number[]): RuleError {
  const most = Math.min(...stride.map((step, axis) => Math.max(step, dilation[axis] ?? 1))) - 1
  // In one dimension PyTorch still names a height, of an image of one row.
  const pairs = [added, stride, dilation].map((sizes) => (sizes.length === 1 ? [...sizes, 0] : sizes))
  const ways = added.length === 3 ? ['depth', 'height', 'width'] : ['height', 'width']
  return new RuleError(
    `output padding must be smaller than either stride or dilation, but got ${names(ways, 'output_padding', pairs[0]!)} ${names(ways, 'stride', pairs[1]!)} ${names(ways, 'dilation', pairs[2]!)}`,
    {
      param: 'output_padding',
      remedy: tell('rules.transposed_convolution.use_output_padding', 'Use output_padding ≤ {{most}}.', {
        most,
      }),
      fixes: [
        {
          kind: 'set',
          label: tell('rules.transposed_convolution.output_padding_fits', 'output_padding={{most}} fits', {
            most,
          }),
          params: { output_padding: most },
        },
      ],
    },
  )
}

function names(ways: readonly string[], name: string, sizes: readonly number[]): string {
  return ways.map((way, i) => `${name}_${way}: ${sizes[i]}`).join(' ')
}
