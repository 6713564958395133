export * as init from './init'
export * as utils from './utils'
export { Buffer, Parameter } from './parameter'
export type { BackwardHook, BackwardPreHook, ForwardHook, ForwardPreHook, GradTuple } from './hooks'
export { Module } from './module'
export {
  registerModuleForwardHook,
  registerModuleForwardPreHook,
  registerModuleFullBackwardHook,
  registerModuleFullBackwardPreHook,
} from './register-module-hooks'
export type { IncompatibleKeys, StateDict } from './state'
export { ModuleDict, ModuleList, Sequential } from './containers'
export { ParameterDict, ParameterList } from './parameter-containers'
export { Linear, type LinearOptions } from './layers/linear'
export { RNN, type RNNOptions } from './recurrent/rnn'
export { LSTM, type LSTMOptions } from './recurrent/lstm'
export { GRU } from './recurrent/gru'
export type { RecurrentOptions } from './recurrent/recurrent-base'
export { MultiheadAttention } from './attention/multihead-attention'
export type { AttentionCallOptions, MultiheadAttentionOptions } from './attention/multihead-attention'
export { TransformerEncoderLayer } from './attention/transformer-encoder-layer'
export type { EncoderMasks, TransformerEncoderLayerOptions } from './attention/transformer-encoder-layer'
export { TransformerEncoder, type TransformerEncoderOptions } from './attention/transformer-encoder'
export { Bilinear } from './layers/bilinear'
export { Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d } from './layers/conv'
export type { ConvLayerOptions, ConvTransposeLayerOptions } from './layers/conv-base'
export { AvgPool1d, AvgPool2d, MaxPool1d, MaxPool2d } from './layers/pool'
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
} from './layers/adaptive-pool'
export { LPPool2d } from './layers/lp-pool2d'
export { ReflectionPad2d, ReplicationPad2d, ZeroPad2d, type Padding2d } from './layers/pad'
export type { AvgPoolOptions, MaxPoolOptions } from '../ops/pool'
export { ReLU, type InplaceOptions } from './layers/relu'
export { CELU, ELU } from './activations/elu'
export { GELU } from './activations/gelu'
export { GLU } from './activations/glu'
export { Hardsigmoid, Hardswish, Mish, ReLU6, SELU, SiLU } from './activations/inplace'
export { Hardtanh } from './activations/hardtanh'
export { LeakyReLU } from './activations/leaky-relu'
export { LogSigmoid, Sigmoid, Softsign, Tanh, Tanhshrink } from './activations/plain'
export { LogSoftmax, Softmax } from './activations/softmax'
export { PReLU, type PReLUOptions } from './activations/prelu'
export { Softplus } from './activations/softplus'
export { Threshold } from './activations/threshold'
export type { GeluOptions } from '../ops/smooth-activations'
export { Flatten } from './layers/flatten'
export { Unflatten } from './layers/unflatten'
export { Identity } from './layers/identity'
export { AlphaDropout, Dropout, Dropout1d, Dropout2d } from './layers/dropout'
export { Embedding } from './layers/embedding'
export { Upsample } from './layers/upsample'
export { PixelShuffle } from './layers/pixel-shuffle'
export { BatchNorm1d, BatchNorm2d, InstanceNorm1d, InstanceNorm2d } from './layers/batch-norm'
export type { BatchNormModuleOptions } from './layers/batch-norm'
export { GroupNorm, LayerNorm, RMSNorm } from './layers/layer-norm'
export type { GroupNormOptions, LayerNormOptions, RMSNormOptions } from './layers/layer-norm'
export { LocalResponseNorm } from './layers/local-response-norm'
export { MSELoss } from './losses/mse-loss'
export { CrossEntropyLoss } from './losses/cross-entropy-loss'
export { NLLLoss } from './losses/nll-loss'
export { L1Loss } from './losses/l1-loss'
export { SmoothL1Loss } from './losses/smooth-l1-loss'
export { HuberLoss } from './losses/huber-loss'
export { BCELoss } from './losses/bce-loss'
export { BCEWithLogitsLoss } from './losses/bce-with-logits-loss'
export { KLDivLoss } from './losses/kl-div-loss'
export { HingeEmbeddingLoss } from './losses/hinge-embedding-loss'
export { CosineEmbeddingLoss } from './losses/cosine-embedding-loss'
export { TripletMarginLoss } from './losses/triplet-margin-loss'
export type {
  BCEOptions,
  BCEWithLogitsOptions,
  HuberOptions,
  KLDivOptions,
  SmoothL1Options,
} from '../ops/pointwise-loss'
export type {
  CosineEmbeddingOptions,
  DistanceOptions,
  HingeEmbeddingOptions,
  TripletMarginOptions,
} from '../ops/embedding-loss'
export type { CrossEntropyOptions } from '../ops/loss'
export type { LossOptions, Reduction } from '../ops/loss-reduction'
export type { NLLOptions } from '../ops/nll-loss'
