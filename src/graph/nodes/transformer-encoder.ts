import { z } from 'zod'
import { encoder } from '../onnx/writing/attending'
import { dimAt } from '../types/dims'
import {
  attentionCost,
  attentionParameters,
  batchFirst,
  checkAttention,
  featuresOf,
  HIDES_KEYS,
  HIDES_PAIRS,
  maskHandle,
  maskShape,
} from './attention'
import type { AttentionSizes } from './attention'
import { defineNode, inputAt } from '../registry/definition'
import { sequenceLabels } from '../registry/dim-labels'
import type { Handle, ParameterSpec, RuleCall } from '../registry/definition'

const layerParams = {
  d_model: z
    .int()
    .min(1)
    .optional()
    .meta({ doc: 'Size of the last dimension of the input.', inferred: true }),
  nhead: z.int().min(1).meta({ doc: 'Heads of attention; they share d_model.', initial: 1 }),
  dim_feedforward: z.int().min(1).default(2048).meta({ doc: 'Features between the two Linear layers.' }),
  dropout: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .meta({ doc: 'Share of the values that becomes 0 while training.' }),
  activation: z
    .enum(['relu', 'gelu'])
    .default('relu')
    .meta({ doc: 'The function between the two Linear layers.' }),
  layer_norm_eps: z
    .number()
    .min(0)
    .default(1e-5)
    .meta({ doc: 'Added to the variances that are divided by.', advanced: true }),
  batch_first: batchFirst,
  norm_first: z.boolean().default(false).meta({ doc: 'Normalise before each part instead of after it.' }),
  bias: z.boolean().default(true).meta({
    doc: 'Learn biases in all layers (PyTorch 2.1 and later can go without).',
    advanced: true,
  }),
}

interface LayerParams {
  d_model?: number | undefined
  nhead: number
  dim_feedforward: number
  batch_first: boolean
  bias: boolean
}

function handles(mask: string): Handle[] {
  return [
    { name: 'src', doc: 'The sequences.' },
    maskHandle(mask, HIDES_PAIRS),
    maskHandle('src_key_padding_mask', HIDES_KEYS),
  ]
}

/** Layers without biases came with 2.1. */
function versionOf({ bias }: { bias: boolean }): string | undefined {
  return bias ? undefined : '2.1'
}

function completed(call: RuleCall<LayerParams>) {
  return { d_model: call.params.d_model ?? featuresOf(inputAt(call, 'src'), 'd_model', 'src') }
}

function sizesOf(call: RuleCall<LayerParams>, mask: string): AttentionSizes {
  const { d_model: size = 0, nhead: heads, batch_first: turned } = call.params
  const { shape } = inputAt(call, 'src')
  return checkAttention(
    {
      query: shape,
      key: shape,
      value: shape,
      attnMask: maskShape(call, mask),
      keyPaddingMask: maskShape(call, 'src_key_padding_mask'),
    },
    { embedDim: size, heads, batchFirst: turned, apart: false },
    {
      query: 'src',
      attnMask: mask,
      keyPaddingMask: 'src_key_padding_mask',
      heads: 'nhead',
      size: 'd_model',
    },
  )
}

function layerParameters({ d_model: size, dim_feedforward: inner, bias }: LayerParams): ParameterSpec[] {
  if (size === undefined) return []
  const attention = attentionParameters(size, bias)
  const part = (name: string, weight: number[], rows: number): ParameterSpec[] => [
    { name: `${name}.weight`, shape: weight },
    ...(bias ? [{ name: `${name}.bias`, shape: [rows] }] : []),
  ]
  return [
    ...attention.map(({ name, shape }) => ({ name: `self_attn.${name}`, shape })),
    ...part('linear1', [inner, size], inner),
    ...part('linear2', [size, inner], size),
    ...part('norm1', [size], size),
    ...part('norm2', [size], size),
  ]
}

function layerCost(call: RuleCall<LayerParams>, mask: string): number {
  const { d_model: size = 0, dim_feedforward: inner } = call.params
  const sizes = sizesOf(call, mask)
  const rows = dimAt(sizes.targets, 1)
  // Two Linear layers, and a scaling for each value of two LayerNorms.
  return attentionCost(sizes, size) + rows * size * (2 * inner + 2)
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
  onnx: (node) => encoder(node, 'src_mask', ['']),
  inputs: handles('src_mask'),
  params: layerParams,
  complete: completed,
  shape: (call) => {
    sizesOf(call, 'src_mask')
    return inputAt(call, 'src').shape
  },
  parameters: layerParameters,
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
  pytorch: {
    since: versionOf,
    arguments: (params) => {
      const { num_layers: _, norm: __, ...layer } = params
      return layer
    },
    construct: (args, { norm }, text) => [
      `nn.TransformerEncoderLayer(${args.join(', ')})`,
      `num_layers=${text('num_layers')}`,
      ...(norm ? [`norm=nn.LayerNorm(${text('d_model')})`] : []),
    ],
  },
  onnx: (node) => {
    const layers = Array.from({ length: node.params.num_layers }, (_, i) => `layers.${i}.`)
    return encoder(node, 'mask', layers, node.params.norm ? 'norm' : undefined)
  },
  inputs: handles('mask'),
  params: {
    ...layerParams,
    num_layers: z.int().min(1).max(64).meta({ doc: 'Layers on top of each other.', initial: 2 }),
    norm: z.boolean().default(false).meta({ doc: 'End with a LayerNorm.' }),
  },
  complete: completed,
  shape: (call) => {
    sizesOf(call, 'mask')
    return inputAt(call, 'src').shape
  },
  parameters: (params) => {
    const layer = layerParameters(params)
    const layers = Array.from({ length: params.num_layers }, (_, i) =>
      layer.map(({ name, shape }) => ({ name: `layers.${i}.${name}`, shape })),
    )
    // The last LayerNorm is none of a layer's: it has a bias whatever those have.
    const { d_model: size } = params
    const last =
      params.norm && size !== undefined
        ? ['weight', 'bias'].map((name) => ({ name: `norm.${name}`, shape: [size] }))
        : []
    return [...layers.flat(), ...last]
  },
  multiplyAdds: (call, output) => {
    const { num_layers: count, norm } = call.params
    const scaled = norm ? output.reduce<number>((product, dim) => product * dimAt(dim, 1), 1) : 0
    return count * layerCost(call, 'mask') + scaled
  },
})
