/** `torch.nn.functional`: the functions of layers, and those that are operations of their own. */
export * from './all-layers'
export { scaledDotProductAttention } from '../ops/attention'
export { linear } from '../ops/linear'
export { conv1d, conv2d, conv3d } from '../ops/conv'
export { fold, unfold } from '../ops/unfold'
export { convTranspose1d, convTranspose2d } from '../ops/conv-transpose'
export { convTranspose3d } from '../ops/conv-transpose-volume'
export { pad } from '../ops/pad'
export { avgPool2d, maxPool2d } from '../ops/pool'
export { avgPool1d, maxPool1d } from '../ops/pool1d'
export { adaptiveAvgPool3d, adaptiveMaxPool3d, avgPool3d, maxPool3d } from '../ops/pool-volume'
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
} from '../ops/adaptive-pool'
export { lpPool1d, lpPool2d, lpPool3d } from '../ops/lp-pool'
export { maxPool1dWithIndices, maxPool2dWithIndices, maxPool3dWithIndices } from '../ops/pool-with-indices'
export { interpolate } from '../ops/interpolate'
export { pixelShuffle, pixelUnshuffle } from '../ops/pixel-shuffle'
export { embedding } from '../ops/embedding'
export { embeddingBag } from '../ops/embedding-bag'
export { bilinear } from '../ops/bilinear'
export { relu, sigmoid, tanh } from '../ops/elementwise'
export { rrelu } from '../ops/rrelu'
export { hardshrink, softshrink } from '../ops/rectifiers'
export { hardsigmoid, hardswish, hardtanh, leakyRelu, prelu, relu6, threshold } from '../ops/rectifiers'
export {
  celu,
  elu,
  gelu,
  glu,
  logSigmoid as logsigmoid,
  mish,
  selu,
  silu,
  softplus,
  softsign,
  tanhshrink,
} from '../ops/smooth-activations'
export { logSoftmax, softmax, softmin } from '../ops/implicit-softmax'
export { alphaDropout, dropout, dropout1d, dropout2d, dropout3d, featureAlphaDropout } from '../ops/dropout'
export { batchNorm, instanceNorm } from '../ops/batch-norm'
export { groupNorm, layerNorm, rmsNorm } from '../ops/layer-norm'
export { localResponseNorm } from '../ops/local-response-norm'
export { crossEntropy, linearCrossEntropy } from '../ops/loss'
export { ctcLoss } from '../ops/ctc-loss'
export { gaussianNllLoss, poissonNllLoss } from '../ops/likelihood-loss'
export { marginRankingLoss, multilabelSoftMarginLoss, softMarginLoss } from '../ops/margin-loss'
export { multiMarginLoss, multilabelMarginLoss } from '../ops/class-margin-loss'
export { nllLoss } from '../ops/nll-loss'
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  huberLoss,
  klDiv,
  l1Loss,
  mseLoss,
  smoothL1Loss,
} from '../ops/pointwise-loss'
export {
  cosineEmbeddingLoss,
  hingeEmbeddingLoss,
  pairwiseDistance,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from '../ops/embedding-loss'
export { cosineSimilarity } from '../ops/similarity'
export { oneHot } from '../ops/index-ops'
export { unit as normalize } from '../ops/unit'
export { flatten, unflatten } from '../ops/view'
