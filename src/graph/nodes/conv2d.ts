import { z } from 'zod'
import { dimAt, elementsPerSample, formatShape } from '../infer/dims'
import type { Dim, Shape } from '../infer/dims'
import { defineNode, inputAt } from './definition'
import type { RuleCall } from './definition'
import { asPair, pair } from './param-types'
import type { Size } from './param-types'
import { RuleError } from './rule-error'
import type { RuleFix } from './rule-error'

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

/**
 * A 2-d convolution: out(n, o) = bias(o) + Σ_c weight(o, c) ⋆ input(n, c).
 *
 * Shape: input `(N, C_in, H, W)`, output `(N, C_out, H_out, W_out)` with
 * H_out = ⌊(H + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1, W_out likewise.
 * Errors: channels do not match → `Given groups=…`; the kernel is too large → `Calculated padded input size …`.
 */
export const conv2d = defineNode({
  type: 'Conv2d',
  category: 'layer',
  doc: 'Slides learned filters over an image.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html',
  stem: 'conv',
  // The dtype check is PyTorch's own, below.
  accepts: 'any',
  params: {
    in_channels: z.int().min(1).optional().meta({ doc: 'Channels of the input.', inferred: true }),
    out_channels: z.int().min(1).meta({ doc: 'Number of filters, and channels of the output.', initial: 32 }),
    kernel_size: pair(1).meta({ doc: 'Height and width of the filters.', unit: 'px', initial: 3 }),
    stride: pair(1).default(1).meta({ doc: 'Step of the filters.', unit: 'px' }),
    padding: z
      .union([pair(0), z.enum(['same', 'valid'])])
      .default(0)
      .meta({ doc: "Added on every side; 'same' keeps the size, 'valid' adds nothing.", unit: 'px' }),
    dilation: pair(1).default(1).meta({ doc: 'Distance between the points of a filter.', unit: 'px' }),
    groups: z.int().min(1).default(1).meta({ doc: 'Groups of channels that do not see each other.' }),
    bias: z.boolean().default(true).meta({ doc: 'Add a learnable bias to each output channel.' }),
    padding_mode: z
      .enum(['zeros', 'reflect', 'replicate', 'circular'])
      .default('zeros')
      .meta({ doc: 'What the padding holds.' }),
  },
  complete: (call) => ({ in_channels: call.params.in_channels ?? channelsOf(inputAt(call, 'input').shape) }),
  shape: (call) => {
    checkConv(call)
    const [height, width] = outputSize(call)
    const { shape } = inputAt(call, 'input')
    return [...shape.slice(0, -3), call.params.out_channels, height, width]
  },
  parameters: ({ in_channels, out_channels, kernel_size, groups, bias }) =>
    in_channels === undefined
      ? []
      : [
          { name: 'weight', shape: [out_channels, Math.floor(in_channels / groups), ...asPair(kernel_size)] },
          ...(bias ? [{ name: 'bias', shape: [out_channels] }] : []),
        ],
  multiplyAdds: ({ params }, output) => {
    const [height, width] = asPair(params.kernel_size)
    return elementsPerSample(output) * height * width * Math.floor((params.in_channels ?? 0) / params.groups)
  },
})

function channelsOf(shape: Shape): number {
  checkRank(shape)
  const channels = shape.at(-3)
  if (typeof channels === 'number') return channels
  throw new RuleError(
    `in_channels cannot be taken from an input of shape ${formatShape(shape)}: conv2d reads it as one image of N channels.`,
    {
      handle: 'input',
      remedy: 'Give the samples channels, height and width, for example Input shape [1, 28, 28].',
    },
  )
}

function checkRank(shape: Shape): void {
  if (shape.length === 3 || shape.length === 4) return
  throw new RuleError(
    `Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: ${formatShape(shape)}`,
    { handle: 'input', remedy: 'Conv2d needs samples with channels, height and width.' },
  )
}

function checkConv(call: RuleCall<ConvParams>): void {
  const { params } = call
  const { shape, dtype } = inputAt(call, 'input')
  checkRank(shape)
  checkGroups(params)
  const batched = shape.length === 4 ? shape : [1, ...shape]
  const channels = shape.at(-3)
  if (channels !== params.in_channels) {
    const weight = [
      params.out_channels,
      (params.in_channels ?? 0) / params.groups,
      ...asPair(params.kernel_size),
    ]
    throw new RuleError(
      `Given groups=${params.groups}, weight of size ${formatShape(weight)}, expected input${formatShape(batched)} ` +
        `to have ${params.in_channels} channels, but got ${channels} channels instead`,
      {
        handle: 'input',
        param: 'in_channels',
        remedy: `The input has ${channels} channels.`,
        fixes: channelFixes(channels),
      },
    )
  }
  if (dtype !== 'float32') {
    const other = params.bias ? 'bias' : 'weight'
    throw new RuleError(`Input type (long int) and ${other} type (float) should be the same`, {
      handle: 'input',
      remedy: 'Conv2d needs float32 values.',
    })
  }
}

function channelFixes(channels: Dim | undefined): RuleFix[] {
  if (typeof channels !== 'number') return []
  return [{ kind: 'set', label: `in_channels=${channels}`, params: { in_channels: channels } }]
}

function checkGroups(params: ConvParams): void {
  for (const name of ['in_channels', 'out_channels'] as const) {
    const channels = params[name] ?? 1
    if (channels % params.groups === 0) continue
    const groups = greatestDivisor(params.in_channels ?? 1, params.out_channels, params.groups)
    throw new RuleError(`${name} must be divisible by groups`, {
      param: 'groups',
      remedy: `${name} is ${channels}, groups is ${params.groups}.`,
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

function outputSize(call: RuleCall<ConvParams>): [Dim, Dim] {
  const { params } = call
  const { shape } = inputAt(call, 'input')
  const stride = asPair(params.stride)
  if (params.padding === 'same') {
    if (stride[0] !== 1 || stride[1] !== 1) {
      throw new RuleError("padding='same' is not supported for strided convolutions", {
        param: 'padding',
        remedy: 'Use a number for padding, or stride 1.',
        fixes: [{ kind: 'set', label: 'stride=1', params: { stride: 1 } }],
      })
    }
    return [shape.at(-2) ?? 1, shape.at(-1) ?? 1]
  }
  const padding = params.padding === 'valid' ? ([0, 0] as const) : asPair(params.padding)
  const kernel = asPair(params.kernel_size)
  const reach = asPair(params.dilation).map((step, axis) => step * ((kernel[axis] ?? 1) - 1) + 1)
  const padded = [shape.at(-2) ?? 1, shape.at(-1) ?? 1].map(
    (size, axis) => dimAt(size, 1) + 2 * (padding[axis] ?? 0),
  )
  if (padded.some((size, axis) => size < (reach[axis] ?? 1)))
    throw kernelTooLarge(padded, reach, padding, params)
  const [height, width] = padded.map(
    (size, axis) => Math.floor((size - (reach[axis] ?? 1)) / (stride[axis] ?? 1)) + 1,
  )
  return [height ?? 1, width ?? 1]
}

function kernelTooLarge(
  padded: number[],
  reach: number[],
  padding: readonly [number, number],
  params: ConvParams,
): RuleError {
  const missing = Math.max(...padded.map((size, axis) => Math.ceil(((reach[axis] ?? 1) - size) / 2)))
  const enough = Math.max(...padding) + missing
  const fixes: RuleFix[] = [{ kind: 'set', label: `padding=${enough} fits`, params: { padding: enough } }]
  const smallest = Math.min(...padded)
  if (asPair(params.dilation).every((step) => step === 1)) {
    fixes.push({ kind: 'set', label: `kernel_size=${smallest} fits`, params: { kernel_size: smallest } })
  }
  return new RuleError(
    `Calculated padded input size per channel: (${padded.join(' x ')}). Kernel size: (${reach.join(' x ')}). ` +
      `Kernel size can't be greater than actual input size`,
    {
      handle: 'input',
      param: 'kernel_size',
      remedy: `Use kernel_size ≤ ${smallest}, or padding ≥ ${enough}.`,
      fixes,
    },
  )
}
