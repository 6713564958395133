/** Every node type, from the files beside this one. Written by `npm run generate`; not to be edited. */
import { accuracy } from './accuracy'
import { adaptiveLogSoftmaxWithLoss } from './adaptive-log-softmax-with-loss'
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool3d,
} from './adaptive-pooling'
import { add } from './add'
import { alphaDropout } from './alpha-dropout'
import { avgPool1d, avgPool2d, avgPool3d } from './avg-pool'
import { batchNorm1d, batchNorm2d, batchNorm3d, syncBatchNorm } from './batch-norm'
import { bceLoss } from './bce-loss'
import { bceWithLogitsLoss } from './bce-with-logits-loss'
import { bilinear } from './bilinear'
import { cat } from './cat'
import { celu } from './celu'
import { dropout1d, dropout2d, dropout3d, featureAlphaDropout } from './channel-dropout'
import { channelShuffle } from './channel-shuffle'
import { chunk } from './chunk'
import { clamp } from './clamp'
import { compare } from './compare'
import { confusionMatrix } from './confusion-matrix'
import { constant } from './constant'
import { conv1d, conv2d, conv3d } from './convolution'
import { cosineEmbeddingLoss } from './cosine-embedding-loss'
import { crossEntropyLoss } from './cross-entropy-loss'
import { crossMapLRN2d } from './cross-map-lrn2d'
import { ctcLoss } from './ctc-loss'
import { cumsum } from './cumsum'
import { dataset } from './dataset'
import { cosineSimilarity, pairwiseDistance } from './distance'
import { div } from './div'
import { dropout } from './dropout'
import { einsum } from './einsum'
import { elu } from './elu'
import { embeddingBag } from './embedding-bag'
import { embedding } from './embedding'
import { expand, expandAs } from './expand'
import { max, min } from './extremes'
import { flatten } from './flatten'
import { fractionalMaxPool2d, fractionalMaxPool3d } from './fractional-max-pool'
import { gaussianNllLoss } from './gaussian-nll-loss'
import { gelu } from './gelu'
import { glu } from './glu'
import { groupNorm } from './group-norm'
import { gru } from './gru'
import { hardtanh } from './hardtanh'
import { hingeEmbeddingLoss } from './hinge-embedding-loss'
import { huberLoss } from './huber-loss'
import { identity } from './identity'
import { input } from './input'
import { instanceNorm1d, instanceNorm2d, instanceNorm3d } from './instance-norm'
import { klDivLoss } from './kl-div-loss'
import { l1Loss } from './l1-loss'
import { layerNorm } from './layer-norm'
import { leakyRelu } from './leaky-relu'
import { linearCrossEntropyLoss } from './linear-cross-entropy-loss'
import { linear } from './linear'
import { localResponseNorm } from './local-response-norm'
import { logical, logicalNot } from './logical'
import { lpPool1d, lpPool2d, lpPool3d } from './lp-pool'
import { lstm } from './lstm'
import { mae } from './mae'
import { marginRankingLoss } from './margin-ranking-loss'
import { maskedFill } from './masked-fill'
import { matMul } from './mat-mul'
import { mathFunctions } from './math-functions'
import { maxPool1d, maxPool2d, maxPool3d } from './max-pool'
import { maxUnpool1d, maxUnpool2d, maxUnpool3d } from './max-unpool'
import { moduleInstance } from './module'
import { mseLoss } from './mse-loss'
import { mul } from './mul'
import { multiLabelMarginLoss } from './multi-label-margin-loss'
import { multiLabelSoftMarginLoss } from './multi-label-soft-margin-loss'
import { multiMarginLoss } from './multi-margin-loss'
import { multiheadAttention } from './multihead-attention'
import { nllLoss } from './nll-loss'
import { norm, normalize } from './norm'
import { oneHot } from './one-hot'
import { opaque } from './opaque'
import { output } from './output'
import { pad } from './pad'
import {
  zeroPad1d,
  zeroPad2d,
  zeroPad3d,
  constantPad1d,
  constantPad2d,
  constantPad3d,
  reflectionPad1d,
  reflectionPad2d,
  reflectionPad3d,
  replicationPad1d,
  replicationPad2d,
  replicationPad3d,
  circularPad1d,
  circularPad2d,
  circularPad3d,
} from './padding'
import { parameter } from './parameter'
import { permute } from './permute'
import { pixelShuffle } from './pixel-shuffle'
import { pixelUnshuffle } from './pixel-unshuffle'
import { plainActivations } from './plain-activations'
import { poissonNllLoss } from './poisson-nll-loss'
import { pow } from './pow'
import { prelu } from './prelu'
import { r2Score } from './r2-score'
import { randnLike } from './randn-like'
import { rnnCell, lstmCell, gruCell } from './recurrent-cell'
import { mean, sum, amax, amin } from './reductions'
import { relu } from './relu'
import { repeat } from './repeat'
import { reshape } from './reshape'
import { rmsNorm } from './rms-norm'
import { rnn } from './rnn'
import { roll } from './roll'
import { rrelu } from './rrelu'
import { scaledDotProductAttention } from './scaled-dot-product-attention'
import { select } from './select'
import { hardshrink, softshrink } from './shrink'
import { slice } from './slice'
import { smoothL1Loss } from './smooth-l1-loss'
import { softMarginLoss } from './soft-margin-loss'
import { softmax, softmin, softmax2d, logSoftmax } from './softmax'
import { softplus } from './softplus'
import { split } from './split'
import { squeeze } from './squeeze'
import { stack } from './stack'
import { sub } from './sub'
import { threshold } from './threshold'
import { to } from './to'
import { topK } from './top-k'
import { transformerDecoderLayer, transformerDecoder } from './transformer-decoder'
import { transformerEncoderLayer, transformerEncoder } from './transformer-encoder'
import { transformer } from './transformer'
import { transpose } from './transpose'
import { convTranspose1d, convTranspose2d, convTranspose3d } from './transposed-convolution'
import { tril, triu } from './triangle'
import { tripletMarginLoss } from './triplet-margin-loss'
import { tripletMarginWithDistanceLoss } from './triplet-margin-with-distance-loss'
import { unflatten } from './unflatten'
import { unfold, fold } from './unfold'
import { unsqueeze } from './unsqueeze'
import { upsample, upsamplingNearest2d, upsamplingBilinear2d } from './upsample'
import { variance, std } from './variance'
import { where } from './where'
import type { NodeDefinition } from '../registry/definition'

export const allNodes: readonly NodeDefinition[] = [
  accuracy,
  adaptiveLogSoftmaxWithLoss,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool3d,
  add,
  alphaDropout,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  batchNorm1d,
  batchNorm2d,
  batchNorm3d,
  syncBatchNorm,
  bceLoss,
  bceWithLogitsLoss,
  bilinear,
  cat,
  celu,
  dropout1d,
  dropout2d,
  dropout3d,
  featureAlphaDropout,
  channelShuffle,
  chunk,
  clamp,
  compare,
  confusionMatrix,
  constant,
  conv1d,
  conv2d,
  conv3d,
  cosineEmbeddingLoss,
  crossEntropyLoss,
  crossMapLRN2d,
  ctcLoss,
  cumsum,
  dataset,
  cosineSimilarity,
  pairwiseDistance,
  div,
  dropout,
  einsum,
  elu,
  embeddingBag,
  embedding,
  expand,
  expandAs,
  max,
  min,
  flatten,
  fractionalMaxPool2d,
  fractionalMaxPool3d,
  gaussianNllLoss,
  gelu,
  glu,
  groupNorm,
  gru,
  hardtanh,
  hingeEmbeddingLoss,
  huberLoss,
  identity,
  input,
  instanceNorm1d,
  instanceNorm2d,
  instanceNorm3d,
  klDivLoss,
  l1Loss,
  layerNorm,
  leakyRelu,
  linearCrossEntropyLoss,
  linear,
  localResponseNorm,
  logical,
  logicalNot,
  lpPool1d,
  lpPool2d,
  lpPool3d,
  lstm,
  mae,
  marginRankingLoss,
  maskedFill,
  matMul,
  ...mathFunctions,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
  moduleInstance,
  mseLoss,
  mul,
  multiLabelMarginLoss,
  multiLabelSoftMarginLoss,
  multiMarginLoss,
  multiheadAttention,
  nllLoss,
  norm,
  normalize,
  oneHot,
  opaque,
  output,
  pad,
  zeroPad1d,
  zeroPad2d,
  zeroPad3d,
  constantPad1d,
  constantPad2d,
  constantPad3d,
  reflectionPad1d,
  reflectionPad2d,
  reflectionPad3d,
  replicationPad1d,
  replicationPad2d,
  replicationPad3d,
  circularPad1d,
  circularPad2d,
  circularPad3d,
  parameter,
  permute,
  pixelShuffle,
  pixelUnshuffle,
  ...plainActivations,
  poissonNllLoss,
  pow,
  prelu,
  r2Score,
  randnLike,
  rnnCell,
  lstmCell,
  gruCell,
  mean,
  sum,
  amax,
  amin,
  relu,
  repeat,
  reshape,
  rmsNorm,
  rnn,
  roll,
  rrelu,
  scaledDotProductAttention,
  select,
  hardshrink,
  softshrink,
  slice,
  smoothL1Loss,
  softMarginLoss,
  softmax,
  softmin,
  softmax2d,
  logSoftmax,
  softplus,
  split,
  squeeze,
  stack,
  sub,
  threshold,
  to,
  topK,
  transformerDecoderLayer,
  transformerDecoder,
  transformerEncoderLayer,
  transformerEncoder,
  transformer,
  transpose,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  tril,
  triu,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
  unflatten,
  unfold,
  fold,
  unsqueeze,
  upsample,
  upsamplingNearest2d,
  upsamplingBilinear2d,
  variance,
  std,
  where,
]
