import { asGiven, batchFirst } from '../onnx/writing/attending'
import { encoded, stackOf } from '../onnx/writing/transformer'
import type { Stack, TransformerLayer } from '../onnx/writing/transformer'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { attentionCost, featuresOf, HIDES_KEYS, HIDES_PAIRS, maskHandle } from './attention'
import type { AttentionSizes } from './attention'
import { defineNode, inputAt } from '../registry/definition'
import { sequenceLabels } from '../registry/dim-labels'
import type { Handle, RuleCall } from '../registry/definition'
import {
  feedForwardCost,
  layerParameters,
  layerParams,
  ownSizes,
  PLAIN_NORM,
  scalings,
  stackParameters,
  stackParams,
  stackText,
  versionOf,
} from './transformer-layer'
import type { LayerParams } from './transformer-layer'

const ATTENTIONS = ['self_attn']

function handles(mask: string): Handle[] {
  return [
    { name: 'src', doc: 'The sequences.' },
    maskHandle(mask, HIDES_PAIRS),
    maskHandle('src_key_padding_mask', HIDES_KEYS),
  ]
}

function completed(call: RuleCall<LayerParams>) {
  return { d_model: call.params.d_model ?? featuresOf(inputAt(call, 'src'), 'd_model', 'src') }
}

function sizesOf(call: RuleCall<LayerParams>, mask: string): AttentionSizes {
  return ownSizes(call, 'src', { attention: mask, padding: 'src_key_padding_mask' })
}

function layerCost(call: RuleCall<LayerParams>, mask: string): number {
  const sizes = sizesOf(call, mask)
  return attentionCost(sizes, call.params.d_model ?? 0) + feedForwardCost(sizes.targets, 2, call.params)
}

function written(node: OnnxNode<TransformerLayer>, attention: string, stack: Stack): Value {
  const src = batchFirst(node, 'src')
  const { value } = encoded(node, src, { attention, padding: 'src_key_padding_mask' }, stack)
  return asGiven(node, value, 'src')
}

/**
 * Self-attention and two Linear layers, each with a way around it and a LayerNorm.
 *
 * Shape: `(N, S, E)` where batch_first, `(S, N, E)` else, to the same.
 * Errors: as MultiheadAttention.
 */
export const transformerEncoderLayer = defineNode({
  type: 'TransformerEncoderLayer',
  labels: sequenceLabels('E'),
  category: 'layer',
  doc: 'Attention of a sequence to itself and two Linear layers, with ways around both.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html',
  stem: 'encoder_layer',
  pytorch: { since: versionOf },
  onnx: (node) => written(node, 'src_mask', { prefixes: [''] }),
  inputs: handles('src_mask'),
  params: layerParams,
  complete: completed,
  shape: (call) => {
    sizesOf(call, 'src_mask')
    return inputAt(call, 'src').shape
  },
  parameters: (params) => layerParameters(params, ATTENTIONS),
  multiplyAdds: (call) => layerCost(call, 'src_mask'),
})

/**
 * A stack of such layers, which start as copies of one. Shape and errors: as TransformerEncoderLayer.
 */
export const transformerEncoder = defineNode({
  type: 'TransformerEncoder',
  labels: sequenceLabels('E'),
  category: 'layer',
  doc: 'Encoder layers on top of each other.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoder.html',
  stem: 'encoder',
  pytorch: stackText('TransformerEncoder'),
  onnx: (node) =>
    written(node, 'mask', stackOf(node.params.num_layers, node.params.norm ? PLAIN_NORM : null)),
  inputs: handles('mask'),
  params: { ...layerParams, ...stackParams },
  complete: completed,
  shape: (call) => {
    sizesOf(call, 'mask')
    return inputAt(call, 'src').shape
  },
  parameters: (params) =>
    stackParameters(layerParameters(params, ATTENTIONS), params, params.norm ? PLAIN_NORM : null),
  multiplyAdds: (call, output) => {
    const { num_layers: count, norm } = call.params
    return count * layerCost(call, 'mask') + (norm ? scalings(output) : 0)
  },
})
