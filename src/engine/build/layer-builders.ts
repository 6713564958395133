/** How the engine makes and runs the layers of a graph, but for activations and losses. */
import * as F from '../functional'
import * as nn from '../nn'
import { builder, options } from './node-builder'
import type { NodeBuilder } from './node-builder'

type Size = number | number[]

interface Features {
  num_features: number
  momentum: number | null
}

/** None means something of its own for the momentum. */
function statistics<M>(make: (features: number, options: nn.BatchNormModuleOptions) => M) {
  return ({ num_features: features, momentum, ...rest }: Features): M =>
    make(features, { ...options(rest), momentum })
}

interface Convolution {
  in_channels: number
  out_channels: number
  kernel_size: Size
}

function convolution<M>(make: (input: number, output: number, size: Size, options: object) => M) {
  return ({ in_channels: input, out_channels: output, kernel_size: size, ...rest }: Convolution): M =>
    make(input, output, size, options(rest))
}

interface Padding {
  padding: nn.Padding2d
}

function sides({ padding }: Padding): readonly number[] {
  return typeof padding === 'number' ? [padding, padding, padding, padding] : padding
}

interface Normalized {
  normalized_shape: number | number[]
}

export const layerBuilders: Record<string, NodeBuilder> = {
  Conv1d: builder<Convolution>({ module: convolution((...args) => new nn.Conv1d(...args)) }),
  Conv2d: builder<Convolution>({ module: convolution((...args) => new nn.Conv2d(...args)) }),
  Conv3d: builder<Convolution>({ module: convolution((...args) => new nn.Conv3d(...args)) }),
  ConvTranspose1d: builder<Convolution>({
    module: convolution((...args) => new nn.ConvTranspose1d(...args)),
  }),
  ConvTranspose2d: builder<Convolution>({
    module: convolution((...args) => new nn.ConvTranspose2d(...args)),
  }),
  ZeroPad2d: builder<Padding>({
    module: ({ padding }) => new nn.ZeroPad2d(padding),
    run: ([x], params) => F.pad(x!, sides(params)),
  }),
  ReflectionPad2d: builder<Padding>({
    module: ({ padding }) => new nn.ReflectionPad2d(padding),
    run: ([x], params) => F.pad(x!, sides(params), { mode: 'reflect' }),
  }),
  ReplicationPad2d: builder<Padding>({
    module: ({ padding }) => new nn.ReplicationPad2d(padding),
    run: ([x], params) => F.pad(x!, sides(params), { mode: 'replicate' }),
  }),
  BatchNorm1d: builder<Features>({ module: statistics((n, rest) => new nn.BatchNorm1d(n, rest)) }),
  BatchNorm2d: builder<Features>({ module: statistics((n, rest) => new nn.BatchNorm2d(n, rest)) }),
  InstanceNorm1d: builder<Features>({ module: statistics((n, rest) => new nn.InstanceNorm1d(n, rest)) }),
  InstanceNorm2d: builder<Features>({ module: statistics((n, rest) => new nn.InstanceNorm2d(n, rest)) }),
  LayerNorm: builder<Normalized>({
    module: ({ normalized_shape: shape, ...rest }) => new nn.LayerNorm(shape, options(rest)),
  }),
  RMSNorm: builder<Normalized>({
    module: ({ normalized_shape: shape, ...rest }) => new nn.RMSNorm(shape, options(rest)),
  }),
  GroupNorm: builder<{ num_groups: number; num_channels: number }>({
    module: ({ num_groups: groups, num_channels: channels, ...rest }) =>
      new nn.GroupNorm(groups, channels, options(rest)),
  }),
  LocalResponseNorm: builder<{ size: number }>({
    module: ({ size, ...rest }) => new nn.LocalResponseNorm(size, options(rest)),
    run: ([x], { size, ...rest }) => F.localResponseNorm(x!, size, options(rest)),
  }),
}
