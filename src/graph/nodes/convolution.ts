/** Conv1d, Conv2d and Conv3d: one definition, told apart by the number of dimensions. */
import { z } from 'zod'
import { convolution } from '../onnx/writing/convolving'
import { elementsPerSample, formatShape } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import { defineNode, inputAt } from '../registry/definition'
import { channelsFirst } from '../registry/dim-labels'
import type { NodeDefinition, ParameterSpec, RuleCall } from '../registry/definition'
import { fixedSizes } from './fixed-sizes'
import { asSizes, pair, sizeUnit, triple } from '../params/param-types'
import type { Size } from '../params/param-types'
import { forRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

interface ConvParams {
  in_channels?: number | undefined
  out_channels: number
  kernel_size: Size
  stride: Size
  padding: Size | 'same' | 'valid'
  dilation: Size
  groups: number
  bias: boolean
}

/** Dimensions of a sample without its channels. */
export type Rank = 1 | 2 | 3

/** What the sizes of a convolution of that many dimensions are, in words. */
export const DIRECTIONS = { 1: 'Length', 2: 'Height and width', 3: 'Depth, height and width' } as const

/** Shape: `(N, C_in, L)` to `(N, C_out, L_out)`; see `defineConvolution`. */
export const conv1d = defineConvolution(1, 'Slides learned filters over a signal.')

/** Shape: `(N, C_in, H, W)` to `(N, C_out, H_out, W_out)`; see `defineConvolution`. */
export const conv2d = defineConvolution(2, 'Slides learned filters over an image.')

/** Shape: `(N, C_in, D, H, W)` to `(N, C_out, D_out, H_out, W_out)`; see `defineConvolution`. */
export const conv3d = defineConvolution(3, 'Slides learned filters over a volume.')

/** A size in each direction of a convolution. */
export function sizeOf(rank: Rank, min: number): z.ZodType<Size, Size> {
  if (rank === 1) return z.int().min(min).meta({ control: 'pair', min, count: 1 })
  return rank === 2 ? pair(min) : triple(min)
}

/**
 * A convolution: out(n, o) = bias(o) + Σ_c weight(o, c) ⋆ input(n, c).
 *
 * Shape: input `(N, C_in, H, W)`, output `(N, C_out, H_out, W_out)` with
 * H_out = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, the other directions likewise.
 * Errors: channels do not match → `Given groups=…`; the kernel is too large → `Calculated padded input size …`.
 */
function defineConvolution(rank: Rank, doc: string): NodeDefinition {
  const type = `Conv${rank}d`
  const unit = sizeUnit(rank)
  return defineNode({
    type,
    category: 'layer',
    doc,
    url: `https://docs.pytorch.org/docs/stable/generated/torch.nn.${type}.html`,
    stem: 'conv',
    onnx: convolution(rank),
    labels: channelsFirst(rank),
    // The dtype check is PyTorch's own, below.
    accepts: 'numbers',
    params: {
      in_channels: z.int().min(1).optional().meta({ doc: 'Channels of the input.', inferred: true }),
      out_channels: z
        .int()
        .min(1)
        .meta({ doc: 'Number of filters, and channels of the output.', initial: 32 }),
      kernel_size: sizeOf(rank, 1).meta({
        doc: `${DIRECTIONS[rank]} of the filters.`,
        unit,
        initial: 3,
      }),
      stride: sizeOf(rank, 1).default(1).meta({ doc: 'Step of the filters.', unit }),
      padding: z
        .union([sizeOf(rank, 0), z.enum(['same', 'valid'])])
        .default(0)
        .meta({
          doc: "Added on every side; 'same' keeps the size, 'valid' adds nothing.",
          unit,
        }),
      dilation: sizeOf(rank, 1).default(1).meta({ doc: 'Distance between the points of a filter.', unit }),
      groups: z.int().min(1).default(1).meta({ doc: 'Groups of channels that do not see each other.' }),
      bias: z.boolean().default(true).meta({ doc: 'Add a learnable bias to each output channel.' }),
      padding_mode: z
        .enum(['zeros', 'reflect', 'replicate', 'circular'])
        .default('zeros')
        .meta({ doc: 'What the padding holds.' }),
    },
    complete: (call) => ({
      in_channels: call.params.in_channels ?? channelsOf(inputAt(call, 'input').shape, rank, 'conv'),
    }),
    shape: (call) => {
      checkConv(call, rank)
      const { shape } = inputAt(call, 'input')
      return [...shape.slice(0, -rank - 1), call.params.out_channels, ...outputSize(call, rank)]
    },
    parameters: (params) => weightAndBias(params, rank),
    multiplyAdds: ({ params }, output) =>
      asSizes(params.kernel_size, rank).reduce((product, size) => product * size, elementsPerSample(output)) *
      Math.floor((params.in_channels ?? 0) / params.groups),
  })
}

function weightAndBias(params: ConvParams, rank: number): ParameterSpec[] {
  const { in_channels: inputs, out_channels: outputs, kernel_size: kernel, groups, bias } = params
  if (inputs === undefined) return []
  const weight = { name: 'weight', shape: [outputs, Math.floor(inputs / groups), ...asSizes(kernel, rank)] }
  return bias ? [weight, { name: 'bias', shape: [outputs] }] : [weight]
}

type Operation = 'conv' | 'conv_transpose'

/** The channels of an input, where in_channels is taken from it. */
export function channelsOf(shape: Shape, rank: number, operation: Operation): number {
  checkRank(shape, rank, operation)
  const channels = shape.at(-rank - 1)
  if (typeof channels === 'number') return channels
  throw new RuleError(
    told(
      'rule.convolution.unknown_channels',
      'in_channels cannot be taken from an input of shape {{shape}}: {{operation}}{{rank}}d reads it as one image of N channels.',
      { shape: formatShape(shape), operation, rank },
    ),
    {
      handle: 'input',
      remedy: tell(
        'rules.convolution.give_samples_channels_and_dimensions',
        'Give the samples channels and {{rank}} dimensions more, for example Input shape {{example}}.',
        { rank, example: formatShape([1, ...asSizes(28, rank)]) },
      ),
      fixes: forBatch(shape, rank, operation),
    },
  )
}

export function checkRank(shape: Shape, rank: number, operation: Operation): void {
  if (shape.length === rank + 1 || shape.length === rank + 2) return
  throw new RuleError(
    `Expected ${rank + 1}D (unbatched) or ${rank + 2}D (batched) input to ${operation}${rank}d, but got input of size: ${formatShape(shape)}`,
    {
      handle: 'input',
      remedy: tell(
        'rules.convolution.samples_need_channels_and_dimension',
        {
          one: 'The samples need channels and {{count}} dimension more.',
          other: 'The samples need channels and {{count}} dimensions more.',
        },
        { count: rank },
      ),
      fixes: forBatch(shape, rank, operation),
    },
  )
}

/** Remedies that let a convolution see a batch. */
function forBatch(shape: Shape, rank: number, operation: Operation): RuleFix[] {
  return forRank(`${operation === 'conv' ? 'Conv' : 'ConvTranspose'}${rank}d`, shape, rank + 2)
}

function checkConv(call: RuleCall<ConvParams>, rank: number): void {
  const { params } = call
  const { shape, dtype } = inputAt(call, 'input')
  checkRank(shape, rank, 'conv')
  checkGroups(params)
  const batched = shape.length === rank + 2 ? shape : [1, ...shape]
  const channels = shape.at(-rank - 1)
  if (channels !== params.in_channels) {
    const weight = [
      params.out_channels,
      (params.in_channels ?? 0) / params.groups,
      ...asSizes(params.kernel_size, rank),
    ]
    throw new RuleError(
      `Given groups=${params.groups}, weight of size ${formatShape(weight)}, expected input${formatShape(batched)} ` +
        `to have ${params.in_channels} channels, but got ${channels} channels instead`,
      {
        handle: 'input',
        param: 'in_channels',
        remedy: tell('rules.convolution.input_has_channels', 'The input has {{channels}} channels.', {
          channels: channels ?? '',
        }),
        fixes: channelFixes(shape, rank, 'conv'),
      },
    )
  }
  checkDtype(dtype, params.bias)
}

/** Refuses whole numbers, in PyTorch's words. */
export function checkDtype(dtype: string, bias: boolean): void {
  if (dtype === 'float32') return
  throw new RuleError(
    `Input type (long int) and ${bias ? 'bias' : 'weight'} type (float) should be the same`,
    {
      handle: 'input',
      remedy: tell(
        'rules.convolution.convolution_needs_float32_values',
        'A convolution needs float32 values.',
      ),
      fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'float32' }],
    },
  )
}

/** For an input of other channels, or of a batch that is read as channels. */
export function channelFixes(shape: Shape, rank: number, operation: Operation): RuleFix[] {
  const channels = shape.at(-rank - 1)
  if (typeof channels !== 'number') return forBatch(shape, rank, operation)
  return [{ kind: 'set', label: `in_channels=${channels}`, params: { in_channels: channels } }]
}

/** Refuses groups that do not divide the channels. */
export function checkGroups(params: {
  in_channels?: number | undefined
  out_channels: number
  groups: number
}): void {
  for (const name of ['in_channels', 'out_channels'] as const) {
    const channels = params[name] ?? 1
    if (channels % params.groups === 0) continue
    const groups = greatestDivisor(params.in_channels ?? 1, params.out_channels, params.groups)
    throw new RuleError(`${name} must be divisible by groups`, {
      param: 'groups',
      remedy: tell('rules.convolution.is_groups_is', '{{name}} is {{channels}}, groups is {{groups}}.', {
        name,
        channels,
        groups: params.groups,
      }),
      fixes: [{ kind: 'set', label: `groups=${groups}`, params: { groups } }],
    })
  }
}

/** The largest number of groups up to `limit` that divides both. */
function greatestDivisor(a: number, b: number, limit: number): number {
  let divisor = Math.min(a, b, limit)
  while (a % divisor !== 0 || b % divisor !== 0) divisor--
  return divisor
}

function outputSize(call: RuleCall<ConvParams>, rank: number): Dim[] {
  const { params } = call
  const image = inputAt(call, 'input').shape.slice(-rank)
  const stride = asSizes(params.stride, rank)
  if (params.padding === 'same') {
    if (stride.some((step) => step !== 1)) {
      throw new RuleError("padding='same' is not supported for strided convolutions", {
        param: 'padding',
        remedy: tell('rules.convolution.use_number_for_padding_or', 'Use a number for padding, or stride 1.'),
        fixes: [{ kind: 'set', label: 'stride=1', params: { stride: 1 } }],
      })
    }
    return [...image]
  }
  const padding = asSizes(params.padding === 'valid' ? 0 : params.padding, rank)
  const kernel = asSizes(params.kernel_size, rank)
  const reach = asSizes(params.dilation, rank).map((step, axis) => step * ((kernel[axis] ?? 1) - 1) + 1)
  const padded = fixedSizes(image, inputAt(call, 'input').shape).map(
    (size, axis) => size + 2 * (padding[axis] ?? 0),
  )
  if (padded.some((size, axis) => size < (reach[axis] ?? 1)))
    throw kernelTooLarge(padded, reach, padding, params)
  return padded.map((size, axis) => Math.floor((size - (reach[axis] ?? 1)) / (stride[axis] ?? 1)) + 1)
}

function kernelTooLarge(
  padded: number[],
  reach: number[],
  padding: readonly number[],
  params: ConvParams,
): RuleError {
  const missing = Math.max(...padded.map((size, axis) => Math.ceil(((reach[axis] ?? 1) - size) / 2)))
  const enough = Math.max(...padding) + missing
  const fixes: RuleFix[] = [
    {
      kind: 'set',
      label: tell('rules.convolution.padding_fits', 'padding={{enough}} fits', { enough }),
      params: { padding: enough },
    },
  ]
  const smallest = Math.min(...padded)
  if (asSizes(params.dilation, padded.length).every((step) => step === 1)) {
    fixes.push({
      kind: 'set',
      label: tell('rules.convolution.kernel_size_fits', 'kernel_size={{smallest}} fits', { smallest }),
      params: { kernel_size: smallest },
    })
  } else
    fixes.push({
      kind: 'set',
      label: tell('rules.convolution.dilation_1_fits', 'dilation=1 fits'),
      params: { dilation: 1 },
    })
  return new RuleError(
    `Calculated padded input size per channel: (${padded.join(' x ')}). Kernel size: (${reach.join(' x ')}). ` +
      `Kernel size can't be greater than actual input size`,
    {
      handle: 'input',
      param: 'kernel_size',
      remedy: tell(
        'rules.convolution.use_kernel_size_or_padding',
        'Use kernel_size ≤ {{smallest}}, or padding ≥ {{enough}}.',
        { smallest, enough },
      ),
      fixes,
    },
  )
}
