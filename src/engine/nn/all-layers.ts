/** Every layer, and the types of their options. Written by `npm run generate`; not to be edited. */
export { ELU, CELU } from './activations/elu'
export { GELU } from './activations/gelu'
export { GLU } from './activations/glu'
export { Hardtanh } from './activations/hardtanh'
export { ReLU6, SELU, SiLU, Mish, Hardswish, Hardsigmoid } from './activations/inplace'
export { LeakyReLU } from './activations/leaky-relu'
export { Sigmoid, LogSigmoid, Tanh, Tanhshrink, Softsign } from './activations/plain'
export { PReLU, type PReLUOptions } from './activations/prelu'
export { RReLU } from './activations/rrelu'
export { Hardshrink, Softshrink } from './activations/shrink'
export { Softmax, Softmin, Softmax2d, LogSoftmax } from './activations/softmax'
export { Softplus } from './activations/softplus'
export { Threshold } from './activations/threshold'
export {
  MultiheadAttention,
  type MultiheadAttentionOptions,
  type AttentionCallOptions,
} from './attention/multihead-attention'
export { TransformerDecoderLayer, type DecoderMasks } from './attention/transformer-decoder-layer'
export { TransformerDecoder } from './attention/transformer-decoder'
export { TransformerEncoderLayer, type EncoderMasks } from './attention/transformer-encoder-layer'
export { TransformerEncoder, type EncoderStackMasks } from './attention/transformer-encoder'
export {
  type Activation,
  type TransformerLayerOptions,
  type TransformerStackOptions,
} from './attention/transformer-parts'
export { Transformer, type TransformerOptions } from './attention/transformer'
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  AdaptiveAvgPool3d,
  AdaptiveMaxPool3d,
  type AdaptiveMaxPoolOptions,
} from './layers/adaptive-pool'
export {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  SyncBatchNorm,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  type BatchNormModuleOptions,
} from './layers/batch-norm'
export { Bilinear } from './layers/bilinear'
export { ChannelShuffle } from './layers/channel-shuffle'
export { type ConvLayerOptions, type ConvTransposeLayerOptions } from './layers/conv-base'
export { Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from './layers/conv'
export { CosineSimilarity, PairwiseDistance } from './layers/distance'
export { Dropout, Dropout1d, Dropout2d, AlphaDropout, Dropout3d, FeatureAlphaDropout } from './layers/dropout'
export { EmbeddingBag } from './layers/embedding-bag'
export { Embedding } from './layers/embedding'
export { Flatten } from './layers/flatten'
export {
  FractionalMaxPool2d,
  FractionalMaxPool3d,
  type FractionalMaxPoolOptions,
} from './layers/fractional-max-pool'
export { Identity } from './layers/identity'
export {
  LayerNorm,
  GroupNorm,
  RMSNorm,
  type LayerNormOptions,
  type GroupNormOptions,
  type RMSNormOptions,
} from './layers/layer-norm'
export { Linear, type LinearOptions } from './layers/linear'
export { LocalResponseNorm, CrossMapLRN2d } from './layers/local-response-norm'
export { LPPool1d, LPPool2d, LPPool3d } from './layers/lp-pool'
export { MaxPool1d, MaxPool2d, MaxPool3d, type Pooled, type MaxPoolModuleOptions } from './layers/max-pool'
export {
  MaxUnpool1d,
  MaxUnpool2d,
  MaxUnpool3d,
  type MaxUnpoolOptions,
  type MaxUnpoolCallOptions,
} from './layers/max-unpool'
export {
  ZeroPad1d,
  ZeroPad2d,
  ZeroPad3d,
  ConstantPad1d,
  ConstantPad2d,
  ConstantPad3d,
  ReflectionPad1d,
  ReflectionPad2d,
  ReflectionPad3d,
  ReplicationPad1d,
  ReplicationPad2d,
  ReplicationPad3d,
  CircularPad1d,
  CircularPad2d,
  CircularPad3d,
  type Padding,
} from './layers/pad'
export { PixelShuffle, PixelUnshuffle } from './layers/pixel-shuffle'
export { AvgPool1d, AvgPool2d, AvgPool3d } from './layers/pool'
export { ReLU, type InplaceOptions } from './layers/relu'
export { Unflatten } from './layers/unflatten'
export { Unfold, Fold } from './layers/unfold'
export { Upsample, UpsamplingNearest2d, UpsamplingBilinear2d } from './layers/upsample'
export {
  AdaptiveLogSoftmaxWithLoss,
  type AdaptiveLogSoftmaxOptions,
} from './losses/adaptive-log-softmax-with-loss'
export { BCELoss } from './losses/bce-loss'
export { BCEWithLogitsLoss } from './losses/bce-with-logits-loss'
export { CosineEmbeddingLoss } from './losses/cosine-embedding-loss'
export { CrossEntropyLoss } from './losses/cross-entropy-loss'
export { CTCLoss } from './losses/ctc-loss'
export { GaussianNLLLoss } from './losses/gaussian-nll-loss'
export { HingeEmbeddingLoss } from './losses/hinge-embedding-loss'
export { HuberLoss } from './losses/huber-loss'
export { KLDivLoss } from './losses/kl-div-loss'
export { L1Loss } from './losses/l1-loss'
export {
  LinearCrossEntropyLoss,
  type LinearCrossEntropyLossOptions,
} from './losses/linear-cross-entropy-loss'
export { MarginRankingLoss } from './losses/margin-ranking-loss'
export { MSELoss } from './losses/mse-loss'
export { MultiLabelMarginLoss } from './losses/multi-label-margin-loss'
export { MultiLabelSoftMarginLoss } from './losses/multi-label-soft-margin-loss'
export { MultiMarginLoss } from './losses/multi-margin-loss'
export { NLLLoss } from './losses/nll-loss'
export { PoissonNLLLoss } from './losses/poisson-nll-loss'
export { SmoothL1Loss } from './losses/smooth-l1-loss'
export { SoftMarginLoss } from './losses/soft-margin-loss'
export { TripletMarginLoss } from './losses/triplet-margin-loss'
export { TripletMarginWithDistanceLoss } from './losses/triplet-margin-with-distance-loss'
export { GRU } from './recurrent/gru'
export { LSTM, type LSTMOptions } from './recurrent/lstm'
export { type RecurrentOptions } from './recurrent/recurrent-base'
export { RNNCell, LSTMCell, GRUCell, type CellOptions, type RNNCellOptions } from './recurrent/recurrent-cell'
export { RNN, type RNNOptions } from './recurrent/rnn'
