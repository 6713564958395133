import { asGiven, batchFirst } from '../onnx/writing/attending'
import { decoded, stackOf } from '../onnx/writing/transformer'
import type { Stack, TransformerLayer } from '../onnx/writing/transformer'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { attentionCost, featuresOf, HIDES_KEYS, HIDES_PAIRS, maskHandle } from './attention'
import { defineNode, inputAt } from '../registry/definition'
import { sequenceLabels } from '../registry/dim-labels'
import type { RuleCall } from '../registry/definition'
import {
  feedForwardCost,
  layerParameters,
  layerParams,
  ownSizes,
  PLAIN_NORM,
  scalings,
  sizesBetween,
  stackParameters,
  stackParams,
  stackText,
  versionOf,
} from './transformer-layer'
import type { LayerParams } from './transformer-layer'

/** The attentions of a decoder layer, and the handles of their masks. */
export const DECODER_ATTENTIONS = ['self_attn', 'multihead_attn']
export const TARGET_MASKS = { attention: 'tgt_mask', padding: 'tgt_key_padding_mask' }
export const MEMORY_MASKS = { attention: 'memory_mask', padding: 'memory_key_padding_mask' }

const inputs = [
  { name: 'tgt', doc: 'The sequences that are decoded.' },
  { name: 'memory', doc: 'What they look at: what an encoder made.' },
  maskHandle(TARGET_MASKS.attention, HIDES_PAIRS),
  maskHandle(MEMORY_MASKS.attention, HIDES_PAIRS),
  maskHandle(TARGET_MASKS.padding, HIDES_KEYS),
  maskHandle(MEMORY_MASKS.padding, HIDES_KEYS),
]

function completed(call: RuleCall<LayerParams>) {
  return { d_model: call.params.d_model ?? featuresOf(inputAt(call, 'tgt'), 'd_model', 'tgt') }
}

function shapeOf(call: RuleCall<LayerParams>) {
  ownSizes(call, 'tgt', TARGET_MASKS)
  sizesBetween(call, ['tgt', 'memory'], MEMORY_MASKS)
  return inputAt(call, 'tgt').shape
}

function layerCost(call: RuleCall<LayerParams>): number {
  const { d_model: size = 0 } = call.params
  const own = ownSizes(call, 'tgt', TARGET_MASKS)
  const across = sizesBetween(call, ['tgt', 'memory'], MEMORY_MASKS)
  const norms = DECODER_ATTENTIONS.length + 1
  return (
    attentionCost(own, size) + attentionCost(across, size) + feedForwardCost(own.targets, norms, call.params)
  )
}

function written(node: OnnxNode<TransformerLayer>, stack: Stack): Value {
  const sequences = [batchFirst(node, 'tgt'), batchFirst(node, 'memory')] as const
  const { value } = decoded(node, sequences, [TARGET_MASKS, MEMORY_MASKS], stack)
  return asGiven(node, value, 'tgt')
}

/**
 * Self-attention, attention to what an encoder made, and two Linear layers, each with a way around it and a LayerNorm.
 *
 * Shape: tgt `(N, T, E)` and memory `(N, S, E)` where batch_first, else with N second; output as tgt.
 * Errors: as MultiheadAttention.
 */
export const transformerDecoderLayer = defineNode({
  type: 'TransformerDecoderLayer',
  labels: sequenceLabels('E'),
  category: 'layer',
  doc: 'Attention of a sequence to itself and to another, and two Linear layers, with ways around all.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoderLayer.html',
  stem: 'decoder_layer',
  pytorch: { since: versionOf },
  onnx: (node) => written(node, { prefixes: [''] }),
  inputs,
  params: layerParams,
  complete: completed,
  shape: shapeOf,
  parameters: (params) => layerParameters(params, DECODER_ATTENTIONS),
  multiplyAdds: layerCost,
})

/**
 * A stack of such layers, which start as copies of one. Shape and errors: as TransformerDecoderLayer.
 */
export const transformerDecoder = defineNode({
  type: 'TransformerDecoder',
  labels: sequenceLabels('E'),
  category: 'layer',
  doc: 'Decoder layers on top of each other, which all look at the same memory.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerDecoder.html',
  stem: 'decoder',
  pytorch: stackText('TransformerDecoder'),
  onnx: (node) => written(node, stackOf(node.params.num_layers, node.params.norm ? PLAIN_NORM : null)),
  inputs,
  params: { ...layerParams, ...stackParams },
  complete: completed,
  shape: shapeOf,
  parameters: (params) =>
    stackParameters(layerParameters(params, DECODER_ATTENTIONS), params, params.norm ? PLAIN_NORM : null),
  multiplyAdds: (call, output) => {
    const { num_layers: count, norm } = call.params
    return count * layerCost(call) + (norm ? scalings(output) : 0)
  },
})
