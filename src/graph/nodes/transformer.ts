import { z } from 'zod'
import { asGiven, batchFirst } from '../onnx/writing/attending'
import { decoded, encoded, stackOf } from '../onnx/writing/transformer'
import { attentionCost, featuresOf, HIDES_KEYS, HIDES_PAIRS, maskHandle } from './attention'
import { MEMORY_MASKS, TARGET_MASKS, DECODER_ATTENTIONS } from './transformer-decoder'
import { defineNode, inputAt } from '../registry/definition'
import { sequenceLabels } from '../registry/dim-labels'
import type { RuleCall } from '../registry/definition'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import {
  feedForwardCost,
  layerParameters,
  layerParams,
  ownSizes,
  prefixed,
  scalings,
  sizesBetween,
  stackParameters,
  versionOf,
} from './transformer-layer'
import type { LayerParams } from './transformer-layer'
import { tell } from '../../words/tell'

const SOURCE_MASKS = { attention: 'src_mask', padding: 'src_key_padding_mask' }

interface TransformerParams extends LayerParams {
  num_encoder_layers: number
  num_decoder_layers: number
}

const { d_model: size, nhead: _, ...others } = layerParams
const layers = (of: string) =>
  z
    .int()
    .min(1)
    .max(64)
    .default(6)
    .meta({ doc: `Layers of the ${of}.`, initial: 2 })

/**
 * An encoder, and a decoder that looks at what it makes; a LayerNorm ends each.
 *
 * Shape: src `(N, S, E)` and tgt `(N, T, E)` where batch_first, else with N second; output as tgt.
 * Errors: other batches or features → PyTorch's sentences; else as MultiheadAttention.
 */
export const transformer = defineNode({
  type: 'Transformer',
  labels: sequenceLabels('E'),
  category: 'layer',
  doc: 'An encoder reads one sequence, and a decoder makes another that looks at what it read.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.Transformer.html',
  stem: 'transformer',
  pytorch: { since: versionOf },
  onnx: (node) => {
    const { num_encoder_layers: encoders, num_decoder_layers: decoders, ...layer } = node.params
    const norm = { eps: layer.layer_norm_eps, bias: layer.bias }
    const memory = encoded(node, batchFirst(node, 'src'), SOURCE_MASKS, stackOf(encoders, norm, 'encoder.'))
    const { value } = decoded(
      node,
      [batchFirst(node, 'tgt'), memory],
      [TARGET_MASKS, MEMORY_MASKS],
      stackOf(decoders, norm, 'decoder.'),
    )
    return asGiven(node, value, 'tgt')
  },
  inputs: [
    { name: 'src', doc: 'The sequences that are read.' },
    { name: 'tgt', doc: 'The sequences that are decoded.' },
    ...[SOURCE_MASKS, TARGET_MASKS, MEMORY_MASKS].map(({ attention }) => maskHandle(attention, HIDES_PAIRS)),
    ...[SOURCE_MASKS, TARGET_MASKS, MEMORY_MASKS].map(({ padding }) => maskHandle(padding, HIDES_KEYS)),
  ],
  params: {
    d_model: size,
    nhead: z.int().min(1).default(8).meta({ doc: 'Heads of attention; they share d_model.', initial: 1 }),
    num_encoder_layers: layers('encoder'),
    num_decoder_layers: layers('decoder'),
    ...others,
  },
  complete: (call) => ({
    d_model: call.params.d_model ?? featuresOf(inputAt(call, 'src'), 'd_model', 'src'),
  }),
  shape: (call) => {
    checkSequences(call)
    sizesOf(call)
    return inputAt(call, 'tgt').shape
  },
  parameters: (params) => {
    const { num_encoder_layers: encoders, num_decoder_layers: decoders, d_model, bias } = params
    const stack = (name: string, attentions: readonly string[], count: number) =>
      prefixed(
        stackParameters(layerParameters(params, attentions), { d_model, num_layers: count }, { bias }),
        `${name}.`,
      )
    return [...stack('encoder', ['self_attn'], encoders), ...stack('decoder', DECODER_ATTENTIONS, decoders)]
  },
  multiplyAdds: (call) => {
    const { num_encoder_layers: encoders, num_decoder_layers: decoders, d_model = 0 } = call.params
    const [source, target, across] = sizesOf(call)
    const encoding = attentionCost(source, d_model) + feedForwardCost(source.targets, 2, call.params)
    const decoding =
      attentionCost(target, d_model) +
      attentionCost(across, d_model) +
      feedForwardCost(target.targets, 3, call.params)
    const norms = scalings(inputAt(call, 'src').shape) + scalings(inputAt(call, 'tgt').shape)
    return encoders * encoding + decoders * decoding + norms
  },
})

function sizesOf(call: RuleCall<TransformerParams>) {
  const source = ownSizes(call, 'src', SOURCE_MASKS)
  const target = ownSizes(call, 'tgt', TARGET_MASKS)
  // What the encoder makes has the shape of what it reads.
  return [source, target, sizesBetween(call, ['tgt', 'src'], MEMORY_MASKS)] as const
}

/** Both sequences have one batch and one number of features. */
function checkSequences(call: RuleCall<TransformerParams>): void {
  const [src, tgt] = [inputAt(call, 'src').shape, inputAt(call, 'tgt').shape]
  const { d_model, batch_first: turned } = call.params
  const place = turned ? 0 : 1
  if (src.length === 3 && src[place] !== tgt[place])
    throw new RuleError('the batch number of src and tgt must be equal', {
      handle: 'tgt',
      param: 'batch_first',
      remedy: tell(
        'rules.transformer.batches',
        'src has a batch of {{src}}, tgt one of {{tgt}}, as batch_first says where it stands.',
        { src: src[place] ?? '', tgt: tgt[place] ?? '' },
      ),
      fixes: [
        { kind: 'set', label: `batch_first=${turned ? 'False' : 'True'}`, params: { batch_first: !turned } },
      ],
    })
  const wrong = [src, tgt].findIndex((shape) => shape.at(-1) !== d_model)
  if (wrong < 0) return
  const handle = wrong === 0 ? 'src' : 'tgt'
  const found = (wrong === 0 ? src : tgt).at(-1)
  throw new RuleError('the feature number of src and tgt must be equal to d_model', {
    handle,
    param: 'd_model',
    remedy: tell(
      'rules.transformer.one_size',
      'All sequences have {{size}} features; {{handle}} has {{found}}.',
      { size: d_model ?? '', handle, found: found ?? '' },
    ),
    fixes: [
      ...(typeof found === 'number' && src.at(-1) === tgt.at(-1)
        ? [{ kind: 'set', label: `d_model=${found}`, params: { d_model: found } } as const]
        : []),
      ...(d_model === undefined ? [] : [inserting(handle, 'Linear', { out_features: d_model })]),
    ],
  })
}
