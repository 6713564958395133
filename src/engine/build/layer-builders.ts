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

interface Pooling {
  kernel_size: number
}

interface Adaptive {
  output_size: number | null | (number | null)[]
}

interface Channelwise {
  p: number
  inplace: boolean
}

interface Upsampling {
  size: Size | null
  scale_factor: Size | null
  mode: 'nearest' | 'linear' | 'bilinear'
  align_corners: boolean | null
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

const convolutions: Record<string, NodeBuilder> = {
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
}

const norms: Record<string, NodeBuilder> = {
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

const pools: Record<string, NodeBuilder> = {
  MaxPool1d: builder<Pooling>({
    module: ({ kernel_size: size, ...rest }) => new nn.MaxPool1d(size, options(rest)),
    run: ([x], { kernel_size: size, ...rest }) => F.maxPool1d(x!, size, options(rest)),
  }),
  AvgPool1d: builder<Pooling>({
    module: ({ kernel_size: size, ...rest }) => new nn.AvgPool1d(size, options(rest)),
    run: ([x], { kernel_size: size, ...rest }) => F.avgPool1d(x!, size, options(rest)),
  }),
  AdaptiveAvgPool1d: builder<Adaptive>({
    module: ({ output_size: size }) => new nn.AdaptiveAvgPool1d(size),
    run: ([x], { output_size: size }) => F.adaptiveAvgPool1d(x!, size),
  }),
  AdaptiveAvgPool2d: builder<Adaptive>({
    module: ({ output_size: size }) => new nn.AdaptiveAvgPool2d(size),
    run: ([x], { output_size: size }) => F.adaptiveAvgPool2d(x!, size),
  }),
  AdaptiveMaxPool1d: builder<Adaptive>({
    module: ({ output_size: size }) => new nn.AdaptiveMaxPool1d(size),
    run: ([x], { output_size: size }) => F.adaptiveMaxPool1d(x!, size),
  }),
  AdaptiveMaxPool2d: builder<Adaptive>({
    module: ({ output_size: size }) => new nn.AdaptiveMaxPool2d(size),
    run: ([x], { output_size: size }) => F.adaptiveMaxPool2d(x!, size),
  }),
  LPPool2d: builder<{ norm_type: number; kernel_size: Size }>({
    module: ({ norm_type: p, kernel_size: size, ...rest }) => new nn.LPPool2d(p, size, options(rest)),
    run: ([x], { norm_type: p, kernel_size: size, ...rest }) => F.lpPool2d(x!, p, size, options(rest)),
  }),
}

const others: Record<string, NodeBuilder> = {
  Upsample: builder<Upsampling>({
    module: (params) => new nn.Upsample(options(params)),
    run: ([x], params) => F.interpolate(x!, options(params)),
  }),
  PixelShuffle: builder<{ upscale_factor: number }>({
    module: ({ upscale_factor: r }) => new nn.PixelShuffle(r),
    run: ([x], { upscale_factor: r }) => F.pixelShuffle(x!, r),
  }),
  Unflatten: builder<{ dim: number; unflattened_size: number[] }>({
    module: ({ dim, unflattened_size: sizes }) => new nn.Unflatten(dim, sizes),
    run: ([x], { dim, unflattened_size: sizes }) => F.unflatten(x!, dim, sizes),
  }),
  Embedding: builder<{ num_embeddings: number; embedding_dim: number }>({
    module: ({ num_embeddings: rows, embedding_dim: width, ...rest }) =>
      new nn.Embedding(rows, width, options(rest)),
  }),
  Bilinear: builder<{ in1_features: number; in2_features: number; out_features: number }>({
    module: ({ in1_features: first, in2_features: second, out_features: outputs, ...rest }) =>
      new nn.Bilinear(first, second, outputs, options(rest)),
  }),
  Dropout1d: builder<Channelwise>({
    module: ({ p, ...rest }) => new nn.Dropout1d(p, rest),
    run: ([x], { p }, { training }) => F.dropout1d(x!, p, training),
  }),
  Dropout2d: builder<Channelwise>({
    module: ({ p, ...rest }) => new nn.Dropout2d(p, rest),
    run: ([x], { p }, { training }) => F.dropout2d(x!, p, training),
  }),
  AlphaDropout: builder<Channelwise>({
    module: ({ p, ...rest }) => new nn.AlphaDropout(p, rest),
    run: ([x], { p }, { training }) => F.alphaDropout(x!, p, training),
  }),
}

export const layerBuilders: Record<string, NodeBuilder> = { ...convolutions, ...norms, ...pools, ...others }
