/** How the engine makes and runs each node type: PyTorch's keyword arguments to our constructors and functions. */
import * as F from '../functional'
import * as nn from '../nn'
import { flatten } from '../ops'
import { activationBuilders } from './activation-builders'
import { lossBuilders } from './loss-builders'
import { metricBuilders } from './metric-builders'
import { builder, options } from './node-builder'
import { layerBuilders } from './layer-builders'
import type { NodeBuilder } from './node-builder'
import { operationBuilders } from './operation-builders'
import { sequenceBuilders } from './sequence-builders'

type Size = number | [number, number]
interface Pool {
  kernel_size: Size
}

const builders: Record<string, NodeBuilder> = {
  ...layerBuilders,
  Linear: builder<{ in_features: number; out_features: number }>({
    module: ({ in_features: input, out_features: output, ...rest }) =>
      new nn.Linear(input, output, options(rest)),
  }),
  MaxPool2d: builder<Pool>({
    module: ({ kernel_size: size, ...rest }) => new nn.MaxPool2d(size, options(rest)),
    run: ([x], { kernel_size: size, ...rest }) => F.maxPool2d(x!, size, options(rest)),
  }),
  AvgPool2d: builder<Pool>({
    module: ({ kernel_size: size, ...rest }) => new nn.AvgPool2d(size, options(rest)),
    run: ([x], { kernel_size: size, ...rest }) => F.avgPool2d(x!, size, options(rest)),
  }),
  Dropout: builder<{ p: number; inplace: boolean }>({
    module: ({ p, ...rest }) => new nn.Dropout(p, options(rest)),
    run: ([x], { p }, { training }) => F.dropout(x!, p, training),
  }),
  Flatten: builder<{ start_dim: number; end_dim: number }>({
    module: ({ start_dim: start, end_dim: end }) => new nn.Flatten(start, end),
    run: ([x], { start_dim: start, end_dim: end }) => flatten(x!, start, end),
  }),
  Identity: builder({ module: () => new nn.Identity(), run: ([x]) => x! }),
  ...operationBuilders,
  ...activationBuilders,
  ...lossBuilders,
  ...metricBuilders,
  ...sequenceBuilders,
}

/** How a node type is made and run. Errors: the engine does not have it. */
export function nodeBuilder(type: string): NodeBuilder {
  const found = Object.hasOwn(builders, type) ? builders[type] : undefined
  if (!found) throw new RangeError(`The engine has no node type '${type}'.`)
  return found
}
