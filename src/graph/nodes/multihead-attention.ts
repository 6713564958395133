import { z } from 'zod'
import { asGiven, attend, batchFirst as batchFirstOf, masks } from '../onnx/writing/attending'
import type { Sequence } from '../onnx/writing/attending'
import type { TensorType } from '../types/dims'
import {
  attentionCost,
  attentionParameters,
  batchFirst,
  cannotProject,
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
import type { RuleCall } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

interface Params {
  embed_dim?: number | undefined
  num_heads: number
  kdim?: number | null | undefined
  vdim?: number | null | undefined
  batch_first: boolean
}

/**
 * Several heads of attention: each looks at the keys with its part of the queries and gathers values.
 *
 * Shape: query `(N, L, E)`, key `(N, S, kdim)`, value `(N, S, vdim)` where batch_first, else with N second; output as query,
 * weights `(N, L, S)`, or `(N, heads, L, S)` not averaged.
 * Errors: embed_dim that num_heads does not divide, sizes that differ → PyTorch's sentences.
 */
export const multiheadAttention = defineNode({
  type: 'MultiheadAttention',
  category: 'layer',
  doc: 'Each place of one sequence looks at the places of another and gathers from them.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html',
  stem: 'attention',
  labels: (call) => (call.handle === 'output' ? sequenceLabels('E')(call) : []),
  pytorch: {
    // Two params are arguments of the call in PyTorch.
    arguments: (params) => {
      const { need_weights: _, average_attn_weights: __, ...rest } = params
      return rest
    },
    inputs: ([query = 'query', key = 'key', value = 'value', ...others], params) => ({
      positional: [query, key, value],
      named: others,
      extras: [
        ...(params.need_weights ? [] : ['need_weights=False']),
        ...(params.average_attn_weights ? [] : ['average_attn_weights=False']),
      ],
    }),
    results: (params) => ['output', givesWeights(params) ? 'weights' : null],
  },
  onnx: (node) => {
    const { embed_dim: size = 0, num_heads: heads, bias, kdim, vdim } = node.params
    // One tensor where one was given, so that one product projects them all.
    const known = new Map<string, Sequence>()
    const sequence = (handle: string): Sequence => {
      const found = known.get(node.input(handle)) ?? batchFirstOf(node, handle)
      known.set(node.input(handle), found)
      return found
    }
    const apart = (kdim ?? size) !== size || (vdim ?? size) !== size
    const { output, weights } = attend(
      node,
      [sequence('query'), sequence('key'), sequence('value')],
      { prefix: '', size, heads, bias, apart },
      masks(node, { attention: 'attn_mask', padding: 'key_padding_mask' }, heads),
      node.params.need_weights ? 'nan' : 'zero',
    )
    const results = { output: asGiven(node, output, 'query') }
    if (!node.wants('weights')) return results
    const shown = node.params.average_attn_weights
      ? node.op('ReduceMean', [weights, node.ints([1], 'axes')], { keepdims: 0 })
      : weights
    return { ...results, weights: node.shape('query').length === 2 ? node.squeeze(shown, [0]) : shown }
  },
  inputs: [
    { name: 'query', doc: 'What looks.' },
    { name: 'key', doc: 'What is looked at.' },
    { name: 'value', doc: 'What is gathered.' },
    maskHandle('key_padding_mask', HIDES_KEYS),
    maskHandle('attn_mask', HIDES_PAIRS),
  ],
  outputs: (params) => [
    { name: 'output', doc: 'What each place gathered.' },
    ...(givesWeights(params) ? [{ name: 'weights', doc: 'How much each place looked at each other.' }] : []),
  ],
  params: {
    embed_dim: z
      .int()
      .min(1)
      .optional()
      .meta({ doc: 'Size of the last dimension of the query.', inferred: true }),
    num_heads: z.int().min(1).meta({ doc: 'Heads; they share embed_dim.', initial: 1 }),
    dropout: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ doc: 'Share of the weights that becomes 0 while training.' }),
    bias: z.boolean().default(true).meta({ doc: 'Add learnable biases.' }),
    kdim: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Size of the last dimension of key; none: embed_dim.', advanced: true }),
    vdim: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .meta({ doc: 'Size of the last dimension of value; none: embed_dim.', advanced: true }),
    batch_first: batchFirst,
    need_weights: z.boolean().default(true).meta({ doc: 'Give the weights too.' }),
    average_attn_weights: z
      .boolean()
      .default(true)
      .meta({ doc: 'Give the mean weights of all heads instead of those of each.', advanced: true }),
  },
  complete: (call) => ({
    embed_dim: call.params.embed_dim ?? featuresOf(inputAt(call, 'query'), 'embed_dim', 'query'),
  }),
  types: (call): Record<string, TensorType> => {
    const { num_heads: heads, need_weights: shown, average_attn_weights: average } = call.params
    const { batch, targets, sources } = sizesOf(call)
    const output: TensorType = { shape: inputAt(call, 'query').shape, dtype: 'float32' }
    if (!shown) return { output }
    const lead = [...(batch === undefined ? [] : [batch]), ...(average ? [] : [heads])]
    return { output, weights: { shape: [...lead, targets, sources], dtype: 'float32' } }
  },
  parameters: ({ embed_dim: size, bias, kdim, vdim }) =>
    size === undefined ? [] : attentionParameters(size, bias, { kdim: kdim ?? size, vdim: vdim ?? size }),
  multiplyAdds: (call) => {
    const { embed_dim: size = 0, kdim, vdim } = call.params
    return attentionCost(sizesOf(call), size, kdim ?? size, vdim ?? size)
  },
})

/** Params of a node that nobody has parsed yet may lack it. */
function givesWeights(params: { need_weights?: boolean }): boolean {
  return params.need_weights !== false
}

function sizesOf(call: RuleCall<Params>): AttentionSizes {
  const { embed_dim: size = 0, num_heads: heads, kdim, vdim, batch_first: turned } = call.params
  const apart = (kdim ?? size) !== size || (vdim ?? size) !== size
  const sizes = checkAttention(
    {
      query: inputAt(call, 'query').shape,
      key: inputAt(call, 'key').shape,
      value: inputAt(call, 'value').shape,
      attnMask: maskShape(call, 'attn_mask'),
      keyPaddingMask: maskShape(call, 'key_padding_mask'),
    },
    {
      embedDim: size,
      heads,
      batchFirst: turned,
      apart,
    },
    {
      query: 'query',
      key: 'key',
      value: 'value',
      attnMask: 'attn_mask',
      keyPaddingMask: 'key_padding_mask',
      heads: 'num_heads',
      size: 'embed_dim',
    },
  )
  if (apart) {
    checkFeatures(call, 'key', kdim ?? size)
    checkFeatures(call, 'value', vdim ?? size)
  } else checkJoined(call, sizes)
  return sizes
}

/** Refuses keys and values that the projections of the query's size do not take; PyTorch puts those of one tensor side by side. */
function checkJoined(call: RuleCall<Params>, sizes: AttentionSizes): void {
  const { embed_dim: size = 0 } = call.params
  const [key, value] = [inputAt(call, 'key'), inputAt(call, 'value')]
  const found = key.shape.at(-1)
  if (found === size) return
  throw new RuleError(cannotProject(found ?? 1, sizes, size, key === value), {
    handle: 'key',
    param: 'kdim',
    remedy: tell(
      'rules.multihead_attention.keys_and_values_have_features',
      'Keys and values have {{found}} features, the query has {{size}}.',
      { found: found ?? '', size },
    ),
    fixes:
      typeof found === 'number'
        ? [
            {
              kind: 'set',
              label: tell('rules.multihead_attention.kdim_vdim', 'kdim={{found}}, vdim={{found}}', {
                found,
              }),
              params: { kdim: found, vdim: found },
            },
          ]
        : [],
  })
}

/** Refuses a key or value whose last dimension is not what its projection takes. */
function checkFeatures(call: RuleCall<Params>, handle: 'key' | 'value', expected: number): void {
  const { embed_dim: size = 0 } = call.params
  const found = inputAt(call, handle).shape.at(-1)
  if (found === expected) return
  const param = handle === 'key' ? 'kdim' : 'vdim'
  throw new RuleError(
    `expecting ${handle} weights shape of (${size}, ${found}), but got torch.Size([${size}, ${expected}])`,
    {
      handle,
      param,
      fixes:
        typeof found === 'number'
          ? [{ kind: 'set', label: `${param}=${found}`, params: { [param]: found } }]
          : [],
    },
  )
}
