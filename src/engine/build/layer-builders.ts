/** How the engine makes and runs the layers of a graph, but for activations and losses. */
import * as F from '../functional'
import * as nn from '../nn'
import { builder, options } from './node-builder'
import type { NodeBuilder } from './node-builder'

interface Features {
  num_features: number
  momentum: number | null
}

/** None means something of its own for the momentum. */
function statistics<M>(make: (features: number, options: nn.BatchNormModuleOptions) => M) {
  return ({ num_features: features, momentum, ...rest }: Features): M =>
    make(features, { ...options(rest), momentum })
}

interface Normalized {
  normalized_shape: number | number[]
}

export const layerBuilders: Record<string, NodeBuilder> = {
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
