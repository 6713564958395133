/** The registry of node types: one file and one line each. */
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
} from './adaptive-pooling'
import { avgPool1d, avgPool2d } from './avg-pool'
import { batchNorm1d, batchNorm2d } from './batch-norm'
import { dropout1d, dropout2d } from './channel-dropout'
import { conv1d, conv2d, conv3d } from './convolution'
import { instanceNorm1d, instanceNorm2d } from './instance-norm'
import { maxPool1d, maxPool2d } from './max-pool'
import { reflectionPad2d, replicationPad2d, zeroPad2d } from './padding'
import { convTranspose1d, convTranspose2d } from './transposed-convolution'
import { accuracy } from './accuracy'
import { add } from './add'
import { alphaDropout } from './alpha-dropout'
import { bilinear } from './bilinear'
import { chunk } from './chunk'
import { clamp } from './clamp'
import { constant } from './constant'
import { bceLoss } from './bce-loss'
import { bceWithLogitsLoss } from './bce-with-logits-loss'
import { cat } from './cat'
import { celu } from './celu'
import { confusionMatrix } from './confusion-matrix'
import { cosineEmbeddingLoss } from './cosine-embedding-loss'
import { crossEntropyLoss } from './cross-entropy-loss'
import { dataset } from './dataset'
import type { NodeDefinition } from '../registry/definition'
import { div } from './div'
import { dropout } from './dropout'
import { elu } from './elu'
import { embedding } from './embedding'
import { expand, expandAs } from './expand'
import { max, min } from './extremes'
import { flatten } from './flatten'
import { groupNorm } from './group-norm'
import { gelu } from './gelu'
import { glu } from './glu'
import { gru } from './gru'
import { hardtanh } from './hardtanh'
import { hingeEmbeddingLoss } from './hinge-embedding-loss'
import { huberLoss } from './huber-loss'
import { identity } from './identity'
import { input } from './input'
import { layerNorm } from './layer-norm'
import { klDivLoss } from './kl-div-loss'
import { l1Loss } from './l1-loss'
import { leakyRelu } from './leaky-relu'
import { linear } from './linear'
import { localResponseNorm } from './local-response-norm'
import { lpPool2d } from './lp-pool2d'
import { mae } from './mae'
import { matMul } from './mat-mul'
import { mathFunctions } from './math-functions'
import { lstm } from './lstm'
import { moduleInstance } from './module'
import { mseLoss } from './mse-loss'
import { mul } from './mul'
import { multiheadAttention } from './multihead-attention'
import { nllLoss } from './nll-loss'
import { opaque } from './opaque'
import { output } from './output'
import { pad } from './pad'
import { parameter } from './parameter'
import { permute } from './permute'
import { pixelShuffle } from './pixel-shuffle'
import { plainActivations } from './plain-activations'
import { pow } from './pow'
import { prelu } from './prelu'
import { r2Score } from './r2-score'
import { relu } from './relu'
import { amax, amin, mean, sum } from './reductions'
import { reshape } from './reshape'
import { rmsNorm } from './rms-norm'
import { rnn } from './rnn'
import { select } from './select'
import { slice } from './slice'
import { smoothL1Loss } from './smooth-l1-loss'
import { logSoftmax, softmax } from './softmax'
import { softplus } from './softplus'
import { split } from './split'
import { squeeze } from './squeeze'
import { stack } from './stack'
import { sub } from './sub'
import { threshold } from './threshold'
import { topK } from './top-k'
import { transformerEncoder, transformerEncoderLayer } from './transformer-encoder'
import { transpose } from './transpose'
import { tripletMarginLoss } from './triplet-margin-loss'
import { unflatten } from './unflatten'
import { unsqueeze } from './unsqueeze'
import { upsample } from './upsample'

/** Every node type, in the order of the palette within its category. */
export const nodeDefinitions: readonly NodeDefinition[] = [
  dataset,
  input,
  output,
  parameter,
  constant,
  linear,
  bilinear,
  embedding,
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  rnn,
  lstm,
  gru,
  multiheadAttention,
  transformerEncoderLayer,
  transformerEncoder,
  relu,
  leakyRelu,
  prelu,
  elu,
  celu,
  gelu,
  softplus,
  softmax,
  logSoftmax,
  hardtanh,
  threshold,
  glu,
  ...plainActivations,
  maxPool2d,
  avgPool2d,
  maxPool1d,
  avgPool1d,
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  lpPool2d,
  batchNorm1d,
  batchNorm2d,
  layerNorm,
  groupNorm,
  instanceNorm1d,
  instanceNorm2d,
  rmsNorm,
  localResponseNorm,
  dropout,
  dropout1d,
  dropout2d,
  alphaDropout,
  flatten,
  reshape,
  unflatten,
  permute,
  transpose,
  squeeze,
  unsqueeze,
  select,
  slice,
  split,
  chunk,
  expand,
  expandAs,
  pad,
  upsample,
  pixelShuffle,
  zeroPad2d,
  reflectionPad2d,
  replicationPad2d,
  identity,
  add,
  sub,
  mul,
  div,
  matMul,
  cat,
  stack,
  mean,
  sum,
  max,
  min,
  amax,
  amin,
  pow,
  ...mathFunctions,
  clamp,
  mseLoss,
  crossEntropyLoss,
  l1Loss,
  smoothL1Loss,
  huberLoss,
  nllLoss,
  bceLoss,
  bceWithLogitsLoss,
  klDivLoss,
  hingeEmbeddingLoss,
  cosineEmbeddingLoss,
  tripletMarginLoss,
  accuracy,
  topK,
  mae,
  r2Score,
  confusionMatrix,
  moduleInstance,
  opaque,
]

const byType = new Map(nodeDefinitions.map((definition) => [definition.type, definition]))

/** The node type of that name, as PyTorch writes it. */
export function nodeDefinition(type: string): NodeDefinition | undefined {
  return byType.get(type)
}
