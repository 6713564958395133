/** How the engine makes and runs the losses of a graph. */
import { tensor } from '../core/create'
import type { Tensor } from '../core/tensor'
import * as F from '../functional'
import * as nn from '../nn'
import { binaryHits, classHits } from './hits'
import { builder, options } from './node-builder'
import type { NodeBuilder } from './node-builder'

interface Reduced {
  reduction: nn.Reduction
}
interface Weighted extends Reduced {
  weight: number[] | null
}
interface Labelled extends Weighted {
  ignore_index: number
}
interface Triplet extends Reduced {
  margin: number
  p: number
  eps: number
  swap: boolean
}

export const lossBuilders: Record<string, NodeBuilder> = {
  MSELoss: builder<Reduced>({
    module: (params) => new nn.MSELoss(params),
    run: ([x, y], params) => F.mseLoss(x!, y!, params),
  }),
  L1Loss: builder<Reduced>({
    module: (params) => new nn.L1Loss(params),
    run: ([x, y], params) => F.l1Loss(x!, y!, params),
  }),
  SmoothL1Loss: builder<Reduced & { beta: number }>({
    module: (params) => new nn.SmoothL1Loss(params),
    run: ([x, y], params) => F.smoothL1Loss(x!, y!, params),
  }),
  HuberLoss: builder<Reduced & { delta: number }>({
    module: (params) => new nn.HuberLoss(params),
    run: ([x, y], params) => F.huberLoss(x!, y!, params),
  }),
  CrossEntropyLoss: builder<Labelled & { label_smoothing: number }>({
    module: (params) => new nn.CrossEntropyLoss(weighted(params)),
    run: ([x, y], params) => F.crossEntropy(x!, y!, weighted(params)),
    hits: classHits,
  }),
  NLLLoss: builder<Labelled>({
    module: (params) => new nn.NLLLoss(weighted(params)),
    run: ([x, y], params) => F.nllLoss(x!, y!, weighted(params)),
    hits: classHits,
  }),
  BCELoss: builder<Weighted>({
    module: (params) => new nn.BCELoss(weighted(params)),
    run: ([x, y], params) => F.binaryCrossEntropy(x!, y!, weighted(params)),
    hits: (x, y) => binaryHits(x, y, 0.5),
  }),
  BCEWithLogitsLoss: builder<Weighted & { pos_weight: number[] | null }>({
    module: (params) => new nn.BCEWithLogitsLoss(weighted(params)),
    run: ([x, y], params) => F.binaryCrossEntropyWithLogits(x!, y!, weighted(params)),
    hits: (x, y) => binaryHits(x, y, 0),
  }),
  KLDivLoss: builder<{ reduction: nn.Reduction | 'batchmean'; log_target: boolean }>({
    module: (params) => new nn.KLDivLoss(options(params)),
    run: ([x, y], params) => F.klDiv(x!, y!, options(params)),
  }),
  HingeEmbeddingLoss: builder<Reduced & { margin: number }>({
    module: (params) => new nn.HingeEmbeddingLoss(params),
    run: ([x, y], params) => F.hingeEmbeddingLoss(x!, y!, params),
  }),
  CosineEmbeddingLoss: builder<Reduced & { margin: number }>({
    module: (params) => new nn.CosineEmbeddingLoss(params),
    run: ([a, b, y], params) => F.cosineEmbeddingLoss(a!, b!, y!, params),
  }),
  TripletMarginLoss: builder<Triplet>({
    module: (params) => new nn.TripletMarginLoss(params),
    run: ([anchor, positive, negative], params) => F.tripletMarginLoss(anchor!, positive!, negative!, params),
  }),
}

type Listed<P> = { [K in keyof P]: number[] extends P[K] ? Tensor : P[K] }

/** The options of a loss, with its lists of weights as tensors. */
function weighted<P extends Reduced>(params: P): ReturnType<typeof options<Listed<P>>> {
  const entries = Object.entries(params).map(([name, value]) => [
    name,
    Array.isArray(value) ? tensor(value as number[]) : value,
  ])
  return options(Object.fromEntries(entries) as Listed<P>)
}
