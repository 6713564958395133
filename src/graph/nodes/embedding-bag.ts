import { z } from 'zod'
import type { OnnxNode } from '../onnx/writing/onnx-node'
import type { Value } from '../onnx/writing/value'
import { defineNode, inputAt } from '../registry/definition'
import type { RuleCall } from '../registry/definition'
import { toRank } from '../registry/remedies'
import { RuleError } from '../registry/rule-error'
import { formatShape, sameShape } from '../types/dims'
import type { Dim } from '../types/dims'
import { checkPaddingRow } from './embedding'
import { tell, told } from '../../words/tell'

interface BagParams {
  num_embeddings: number
  embedding_dim: number
  mode: 'sum' | 'mean' | 'max'
  include_last_offset: boolean
  padding_idx: number | null
}

/**
 * The sum, the mean or the largest of the learned rows that the indices of each bag name; 0 of an empty bag.
 *
 * Shape: input `(B, L)` of int64, or `(M)` with offsets `(B)`; output `(B, embedding_dim)`.
 * Errors: offsets beside two dimensions, or none beside one; factors of another shape, or for another mode → PyTorch's sentences.
 */
export const embeddingBag = defineNode({
  type: 'EmbeddingBag',
  category: 'layer',
  doc: 'Looks up a learned row for each index, and takes those of a bag together.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.EmbeddingBag.html',
  stem: 'bag',
  labels: () => ['N', 'E'],
  accepts: 'numbers',
  inputs: [
    { name: 'input', doc: 'The indices, a row for each bag; or all one after another.', accepts: 'numbers' },
    {
      name: 'offsets',
      doc: 'Where each bag begins, where all stand one after another.',
      optional: true,
      accepts: 'numbers',
    },
    {
      name: 'per_sample_weights',
      doc: 'A factor for each index, in sums.',
      optional: true,
      accepts: 'numbers',
    },
  ],
  onnx: written,
  params: {
    num_embeddings: z.int().min(1).meta({ doc: 'Rows of the table; indices are smaller.', initial: 10 }),
    embedding_dim: z.int().min(1).meta({ doc: 'Length of each row.', initial: 16 }),
    mode: z.enum(['sum', 'mean', 'max']).default('mean').meta({ doc: 'What becomes of the rows of a bag.' }),
    include_last_offset: z
      .boolean()
      .default(false)
      .meta({ doc: 'The last of the offsets is the end of the last bag.', advanced: true }),
    padding_idx: z
      .int()
      .nullable()
      .default(null)
      .meta({ doc: 'A row that counts in no bag and is never trained; negative counts from the end.' }),
  },
  types: (call) => {
    const { num_embeddings: rows, embedding_dim: width, padding_idx: padding } = call.params
    checkPaddingRow(padding, rows, 'padding_idx must be within num_embeddings')
    return { output: { shape: [bagsOf(call), width], dtype: 'float32' } }
  },
  parameters: ({ num_embeddings: rows, embedding_dim: width }) => [{ name: 'weight', shape: [rows, width] }],
})

function bagsOf(call: RuleCall<BagParams>): Dim {
  const { shape } = inputAt(call, 'input')
  const { offsets, per_sample_weights: weights } = call.inputs
  if (weights && !sameShape(weights.shape, shape))
    throw new RuleError(
      `embedding_bag: If per_sample_weights (torch.Size(${formatShape(weights.shape)})) is not None, then it must have the same shape as the input (torch.Size(${formatShape(shape)}))`,
      { handle: 'per_sample_weights' },
    )
  const count = shape.length === 2 && !offsets ? (shape[0] ?? 1) : countOf(call)
  if (weights && call.params.mode !== 'sum')
    throw new RuleError(
      `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${call.params.mode}'). Please open a feature request on GitHub.`,
      {
        handle: 'per_sample_weights',
        param: 'mode',
        fixes: [{ kind: 'set', label: "mode='sum'", params: { mode: 'sum' } }],
      },
    )
  const { dtype } = inputAt(call, 'input')
  if (dtype === 'int64') return count
  throw new RuleError(
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.FloatTensor instead (while checking arguments for embedding_bag)",
    {
      handle: 'input',
      remedy: tell('rules.embedding_bag.needs_int64', 'EmbeddingBag needs int64 indices.'),
      fixes: [{ kind: 'set-dtype', handle: 'input', dtype: 'int64' }],
    },
  )
}

/** How many bags indices of one dimension make. Errors: what PyTorch refuses. */
function countOf(call: RuleCall<BagParams>): Dim {
  const { shape } = inputAt(call, 'input')
  const { offsets } = call.inputs
  if (shape.length === 2)
    throw new RuleError(
      "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>",
      {
        handle: 'offsets',
        fixes: [
          {
            kind: 'disconnect',
            label: tell('rules.embedding_bag.without_offsets', 'Without offsets: each row is a bag'),
            handle: 'offsets',
          },
        ],
      },
    )
  if (shape.length !== 1)
    throw new RuleError(`input has to be 1D or 2D Tensor, but got Tensor of dimension ${shape.length}`, {
      handle: 'input',
      fixes: toRank('input', shape, 2),
    })
  if (!offsets)
    throw new RuleError('offsets has to be a 1D Tensor but got None', {
      handle: 'offsets',
      remedy: tell(
        'rules.embedding_bag.one_dimension',
        'Indices of one dimension need offsets: where each bag begins. Or give each sample a row of indices.',
      ),
      fixes: toRank('input', shape, 2),
    })
  const [count = 1] = offsets.shape
  if (offsets.shape.length !== 1)
    throw new RuleError('offsets has to be a 1D Tensor', {
      handle: 'offsets',
      fixes: toRank('offsets', offsets.shape, 1),
    })
  if (!call.params.include_last_offset) return count
  if (typeof count === 'number') return count - 1
  throw new RuleError(
    told(
      'rule.embedding_bag.last_offset',
      'With include_last_offset there is one bag less than the batch has samples, and a batch cannot be one less.',
    ),
    {
      handle: 'offsets',
      param: 'include_last_offset',
      remedy: tell('rules.embedding_bag.starts_only', 'Give only where bags begin.'),
      fixes: [{ kind: 'unset', label: 'include_last_offset=False', names: ['include_last_offset'] }],
    },
  )
}

/** Rows side by side (B or 1, L, D), of which a mask (B, L, 1) says which count; without one all do. */
function written(node: OnnxNode<BagParams>): Value {
  const { mode, padding_idx: padding, num_embeddings: rows } = node.params
  const side = node.has('offsets') ? [0] : []
  const indices = node.unsqueeze(node.input(), side)
  const found = node.op('Gather', [node.parameter('weight'), indices])
  const table = node.has('per_sample_weights')
    ? node.op('Mul', [found, node.unsqueeze(node.unsqueeze(node.input('per_sample_weights'), side), [2])])
    : found
  const inBag = node.has('offsets') ? between(node) : undefined
  const real =
    padding === null
      ? undefined
      : node.op('Not', [
          node.op('Equal', [indices, node.scalar(padding < 0 ? padding + rows : padding, 'int64')]),
        ])
  const mask = inBag && real ? node.op('And', [inBag, real]) : (inBag ?? real)
  const axes = node.ints([1], 'axes')
  if (mask === undefined) {
    const reduce = { sum: 'ReduceSum', mean: 'ReduceMean', max: 'ReduceMax' }[mode]
    return node.op(reduce, [table, axes], { keepdims: 0 })
  }
  const counts = node.unsqueeze(mask, [2])
  const shares = node.cast(counts, 'bool', 'float32')
  /** How many indices are in each bag, (B, 1). */
  const sizesOf = (): Value => node.op('ReduceSum', [shares, axes], { keepdims: 0 })
  if (mode === 'max') {
    const most = node.op(
      'ReduceMax',
      [node.op('Where', [counts, table, node.number(-Infinity, 'nothing')]), axes],
      { keepdims: 0 },
    )
    const none = node.op('Equal', [sizesOf(), node.number(0, 'empty')])
    return node.op('Where', [none, node.number(0, 'empty'), most])
  }
  const sums = node.op('ReduceSum', [node.op('Mul', [table, shares]), axes], { keepdims: 0 })
  if (mode === 'sum') return sums
  const sizes = sizesOf()
  return node.op('Div', [sums, node.op('Max', [sizes, node.number(1, 'one')])])
}

/** Which of the indices are in which bag, (B, M): from its offset up to the next. */
function between(node: OnnxNode<BagParams>): Value {
  const input = node.input()
  const length = node.op('Shape', [input])
  const all = node.op('Range', [node.scalar(0, 'int64'), node.squeeze(length, [0]), node.scalar(1, 'int64')])
  const given = node.input('offsets')
  const last = node.params.include_last_offset
  const end = node.ints([2 ** 31 - 1], 'end')
  const starts = last ? node.op('Slice', [given, node.ints([0], 'from'), node.ints([-1], 'to')]) : given
  const rest = node.op('Slice', [given, node.ints([1], 'second'), end])
  const ends = last ? rest : node.op('Concat', [rest, length], { axis: 0 })
  const column = (value: Value): Value => node.unsqueeze(value, [1])
  return node.op('And', [
    node.op('GreaterOrEqual', [all, column(starts)]),
    node.op('Less', [all, column(ends)]),
  ])
}
