import { z } from 'zod'
import { withoutBlind } from '../onnx/writing/attending'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { fixed } from '../onnx/writing/onnx-node'
import { literal } from '../pytorch/python'
import { formatTimes } from '../types/dims'
import type { Shape } from '../types/dims'
import { broadcastShapes } from './broadcast'
import { defineNode, inputAt } from '../registry/definition'
import { inserting } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { tell } from '../../words/tell'

interface AttentionParams {
  dropout_p: number
  is_causal: boolean
  scale: number | null
}

/**
 * softmax(q·kᵀ·scale + mask)·v: what attention does between its projections. A query that may look nowhere gathers 0.
 *
 * Shape: query `(*, L, E)`, key `(*, S, E)`, value `(*, S, Ev)` give `(*, L, Ev)`.
 * Errors: a mask beside is_causal; sizes that do not multiply.
 */
export const scaledDotProductAttention = defineNode({
  type: 'ScaledDotProductAttention',
  category: 'layer',
  doc: 'Each query gathers values by how well it fits their keys, without projections of its own.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html',
  stem: 'attention',
  pytorch: {
    expression: ([query, key, value, mask], { dropout_p: p, is_causal: causal, scale }) => {
      const args = [
        ...(mask === undefined ? [] : [`attn_mask=${mask}`]),
        ...(p === 0 ? [] : [`dropout_p=${literal(p)} if self.training else 0.0`]),
        ...(causal ? ['is_causal=True'] : []),
        ...(scale === null ? [] : [`scale=${literal(scale)}`]),
      ]
      return `F.scaled_dot_product_attention(${[query, key, value, ...args].join(', ')})`
    },
    since: ({ scale }) => (scale === null ? '2.0' : '2.1'),
  },
  onnx: (node) => {
    const { scale } = node.params
    const [query, key] = [node.shape('query'), node.shape('key')]
    const { length: rank } = key
    const last = [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]
    const factor = scale ?? 1 / Math.sqrt(fixed(query.at(-1)))
    const scaled = node.op('Mul', [node.input('query'), node.number(factor, 'scale')])
    const scores = node.op('MatMul', [scaled, node.transpose(node.input('key'), last)])
    const mask = maskOf(node, [fixed(query.at(-2)), fixed(key.at(-2))])
    const masked = mask === undefined ? scores : node.op('Add', [scores, mask])
    const gathered = node.op('MatMul', [node.op('Softmax', [masked], { axis: -1 }), node.input('value')])
    return mask === undefined || node.params.is_causal ? gathered : withoutBlind(node, gathered, [mask])
  },
  inputs: [
    { name: 'query', doc: 'What looks.' },
    { name: 'key', doc: 'What is looked at.' },
    { name: 'value', doc: 'What is gathered.' },
    {
      name: 'attn_mask',
      doc: 'Where a query may look (bool, true: it may), or numbers that are added to the scores.',
      optional: true,
      accepts: 'any',
    },
  ],
  calls: ['functional'],
  params: {
    dropout_p: z
      .number()
      .min(0)
      .max(1)
      .default(0)
      .meta({ doc: 'Share of the weights that becomes 0 while training.' }),
    is_causal: z.boolean().default(false).meta({ doc: 'Each query looks at keys up to its own place only.' }),
    scale: z
      .number()
      .nullable()
      .default(null)
      .meta({ doc: 'What scores are multiplied with; none: 1/√E.', advanced: true }),
  },
  shape: (call) => {
    const [query, key, value] = [inputAt(call, 'query'), inputAt(call, 'key'), inputAt(call, 'value')]
    checkProduct(query.shape, key.shape, 'key')
    if (key.shape.at(-2) !== value.shape.at(-2)) throw doNotMultiply(key.shape, value.shape, 'value')
    const lead = broadcastShapes(
      broadcastShapes(query.shape.slice(0, -2), key.shape.slice(0, -2), ['query', 'key']),
      value.shape.slice(0, -2),
      ['query', 'value'],
    )
    const [rows = 1, columns = 1, width = 1] = [query.shape.at(-2), key.shape.at(-2), value.shape.at(-1)]
    const mask = call.inputs['attn_mask']
    if (mask === undefined) return [...lead, rows, width]
    if (call.params.is_causal)
      throw new RuleError(
        '_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True',
        {
          param: 'is_causal',
          fixes: [{ kind: 'set', label: 'is_causal=False', params: { is_causal: false } }],
        },
      )
    if (mask.dtype === 'int64')
      throw new RuleError(
        'Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: long int and  query.dtype: float instead.',
        {
          handle: 'attn_mask',
          remedy: tell('rules.where.compare', 'Compare it with something: the result is bool.'),
          fixes: [
            inserting('attn_mask', 'Compare', { operator: 'ne', other: 0 }),
            { kind: 'set-dtype', handle: 'attn_mask', dtype: 'bool' },
          ],
        },
      )
    broadcastShapes([...lead, rows, columns], mask.shape, ['query', 'attn_mask'])
    return [...lead, rows, width]
  },
})

function checkProduct(query: Shape, key: Shape, handle: string): void {
  if (query.length < 2 || key.length < 2 || query.at(-1) !== key.at(-1))
    throw doNotMultiply(query, key, handle)
}

function doNotMultiply(a: Shape, b: Shape, handle: string): RuleError {
  return new RuleError(
    `mat1 and mat2 shapes cannot be multiplied (${formatTimes(a.slice(-2))} and ${formatTimes(b.slice(-2).toReversed())})`,
    {
      handle,
      remedy: tell(
        'rules.attention.last_sizes',
        'Queries and keys have one last size; keys and values one count.',
      ),
    },
  )
}

/** What is added to the scores. */
function maskOf(
  node: OnnxNode<AttentionParams>,
  [rows, columns]: readonly [number, number],
): Value | undefined {
  if (node.params.is_causal) {
    const values = Array.from({ length: rows * columns }, (_, place) =>
      place % columns <= Math.floor(place / columns) ? 0 : -Infinity,
    )
    return node.floats(values, [rows, columns], 'causal')
  }
  if (!node.has('attn_mask')) return undefined
  const mask = node.input('attn_mask')
  if (node.dtype('attn_mask') !== 'bool') return mask
  return node.op('Where', [mask, node.number(0, 'seen'), node.number(-Infinity, 'hidden')])
}
