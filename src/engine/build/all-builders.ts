/** How the engine makes and runs every node type. Written by `npm run generate`; not to be edited. */
import { eluBuilders } from '../nn/activations/elu'
import { geluBuilders } from '../nn/activations/gelu'
import { gluBuilders } from '../nn/activations/glu'
import { hardtanhBuilders } from '../nn/activations/hardtanh'
import { inplaceBuilders } from '../nn/activations/inplace'
import { leakyReluBuilders } from '../nn/activations/leaky-relu'
import { plainBuilders } from '../nn/activations/plain'
import { preluBuilders } from '../nn/activations/prelu'
import { rreluBuilders } from '../nn/activations/rrelu'
import { shrinkBuilders } from '../nn/activations/shrink'
import { softmaxBuilders } from '../nn/activations/softmax'
import { softplusBuilders } from '../nn/activations/softplus'
import { thresholdBuilders } from '../nn/activations/threshold'
import { multiheadAttentionBuilders } from '../nn/attention/multihead-attention'
import { transformerDecoderLayerBuilders } from '../nn/attention/transformer-decoder-layer'
import { transformerDecoderBuilders } from '../nn/attention/transformer-decoder'
import { transformerEncoderLayerBuilders } from '../nn/attention/transformer-encoder-layer'
import { transformerEncoderBuilders } from '../nn/attention/transformer-encoder'
import { transformerBuilders } from '../nn/attention/transformer'
import { adaptivePoolBuilders } from '../nn/layers/adaptive-pool'
import { batchNormBuilders } from '../nn/layers/batch-norm'
import { bilinearBuilders } from '../nn/layers/bilinear'
import { channelShuffleBuilders } from '../nn/layers/channel-shuffle'
import { convBuilders } from '../nn/layers/conv'
import { distanceBuilders } from '../nn/layers/distance'
import { dropoutBuilders } from '../nn/layers/dropout'
import { embeddingBagBuilders } from '../nn/layers/embedding-bag'
import { embeddingBuilders } from '../nn/layers/embedding'
import { flattenBuilders } from '../nn/layers/flatten'
import { fractionalMaxPoolBuilders } from '../nn/layers/fractional-max-pool'
import { identityBuilders } from '../nn/layers/identity'
import { layerNormBuilders } from '../nn/layers/layer-norm'
import { linearBuilders } from '../nn/layers/linear'
import { localResponseNormBuilders } from '../nn/layers/local-response-norm'
import { lpPoolBuilders } from '../nn/layers/lp-pool'
import { maxPoolBuilders } from '../nn/layers/max-pool'
import { maxUnpoolBuilders } from '../nn/layers/max-unpool'
import { padBuilders } from '../nn/layers/pad'
import { pixelShuffleBuilders } from '../nn/layers/pixel-shuffle'
import { poolBuilders } from '../nn/layers/pool'
import { reluBuilders } from '../nn/layers/relu'
import { unflattenBuilders } from '../nn/layers/unflatten'
import { unfoldBuilders } from '../nn/layers/unfold'
import { upsampleBuilders } from '../nn/layers/upsample'
import { adaptiveLogSoftmaxWithLossBuilders } from '../nn/losses/adaptive-log-softmax-with-loss'
import { bceLossBuilders } from '../nn/losses/bce-loss'
import { bceWithLogitsLossBuilders } from '../nn/losses/bce-with-logits-loss'
import { cosineEmbeddingLossBuilders } from '../nn/losses/cosine-embedding-loss'
import { crossEntropyLossBuilders } from '../nn/losses/cross-entropy-loss'
import { ctcLossBuilders } from '../nn/losses/ctc-loss'
import { gaussianNllLossBuilders } from '../nn/losses/gaussian-nll-loss'
import { hingeEmbeddingLossBuilders } from '../nn/losses/hinge-embedding-loss'
import { huberLossBuilders } from '../nn/losses/huber-loss'
import { klDivLossBuilders } from '../nn/losses/kl-div-loss'
import { l1LossBuilders } from '../nn/losses/l1-loss'
import { linearCrossEntropyLossBuilders } from '../nn/losses/linear-cross-entropy-loss'
import { marginRankingLossBuilders } from '../nn/losses/margin-ranking-loss'
import { mseLossBuilders } from '../nn/losses/mse-loss'
import { multiLabelMarginLossBuilders } from '../nn/losses/multi-label-margin-loss'
import { multiLabelSoftMarginLossBuilders } from '../nn/losses/multi-label-soft-margin-loss'
import { multiMarginLossBuilders } from '../nn/losses/multi-margin-loss'
import { nllLossBuilders } from '../nn/losses/nll-loss'
import { poissonNllLossBuilders } from '../nn/losses/poisson-nll-loss'
import { smoothL1LossBuilders } from '../nn/losses/smooth-l1-loss'
import { softMarginLossBuilders } from '../nn/losses/soft-margin-loss'
import { tripletMarginLossBuilders } from '../nn/losses/triplet-margin-loss'
import { tripletMarginWithDistanceLossBuilders } from '../nn/losses/triplet-margin-with-distance-loss'
import { gruBuilders } from '../nn/recurrent/gru'
import { lstmBuilders } from '../nn/recurrent/lstm'
import { recurrentCellBuilders } from '../nn/recurrent/recurrent-cell'
import { rnnBuilders } from '../nn/recurrent/rnn'
import { metricBuilders } from './metric-builders'
import { operationBuilders } from './operation-builders'
import type { NodeBuilder } from '../nn/node-builder'

export const allBuilders: Readonly<Record<string, NodeBuilder>> = {
  ...eluBuilders,
  ...geluBuilders,
  ...gluBuilders,
  ...hardtanhBuilders,
  ...inplaceBuilders,
  ...leakyReluBuilders,
  ...plainBuilders,
  ...preluBuilders,
  ...rreluBuilders,
  ...shrinkBuilders,
  ...softmaxBuilders,
  ...softplusBuilders,
  ...thresholdBuilders,
  ...multiheadAttentionBuilders,
  ...transformerDecoderLayerBuilders,
  ...transformerDecoderBuilders,
  ...transformerEncoderLayerBuilders,
  ...transformerEncoderBuilders,
  ...transformerBuilders,
  ...adaptivePoolBuilders,
  ...batchNormBuilders,
  ...bilinearBuilders,
  ...channelShuffleBuilders,
  ...convBuilders,
  ...distanceBuilders,
  ...dropoutBuilders,
  ...embeddingBagBuilders,
  ...embeddingBuilders,
  ...flattenBuilders,
  ...fractionalMaxPoolBuilders,
  ...identityBuilders,
  ...layerNormBuilders,
  ...linearBuilders,
  ...localResponseNormBuilders,
  ...lpPoolBuilders,
  ...maxPoolBuilders,
  ...maxUnpoolBuilders,
  ...padBuilders,
  ...pixelShuffleBuilders,
  ...poolBuilders,
  ...reluBuilders,
  ...unflattenBuilders,
  ...unfoldBuilders,
  ...upsampleBuilders,
  ...adaptiveLogSoftmaxWithLossBuilders,
  ...bceLossBuilders,
  ...bceWithLogitsLossBuilders,
  ...cosineEmbeddingLossBuilders,
  ...crossEntropyLossBuilders,
  ...ctcLossBuilders,
  ...gaussianNllLossBuilders,
  ...hingeEmbeddingLossBuilders,
  ...huberLossBuilders,
  ...klDivLossBuilders,
  ...l1LossBuilders,
  ...linearCrossEntropyLossBuilders,
  ...marginRankingLossBuilders,
  ...mseLossBuilders,
  ...multiLabelMarginLossBuilders,
  ...multiLabelSoftMarginLossBuilders,
  ...multiMarginLossBuilders,
  ...nllLossBuilders,
  ...poissonNllLossBuilders,
  ...smoothL1LossBuilders,
  ...softMarginLossBuilders,
  ...tripletMarginLossBuilders,
  ...tripletMarginWithDistanceLossBuilders,
  ...gruBuilders,
  ...lstmBuilders,
  ...recurrentCellBuilders,
  ...rnnBuilders,
  ...metricBuilders,
  ...operationBuilders,
}
