import { z } from 'zod'
import { operand } from '../pytorch/python'
import { axesOfList, axisOf, setTo } from '../registry/axis'
import { defineNode, inputAt } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import type { RuleFix } from '../registry/rule-error'
import { tell } from '../../words/tell'

/**
 * The dimensions in another order. Shape: `(N, C, L)` with dims [0, 2, 1] gives `(N, L, C)`.
 * Errors: another number of dimensions, or one twice → PyTorch's sentences.
 */
export const permute = defineNode({
  type: 'Permute',
  category: 'shape',
  doc: 'Puts the dimensions in another order.',
  url: 'https://docs.pytorch.org/docs/stable/generated/torch.permute.html',
  stem: 'permute',
  plainStem: true,
  pytorch: { expression: ([x], { dims }) => `${operand(x)}.permute(${dims.join(', ') || '()'})` },
  onnx: (node) =>
    node.transpose(
      node.input(),
      node.params.dims.map((dim) => axisOf(dim, node.shape().length, 'dims')),
    ),
  calls: ['functional'],
  accepts: 'any',
  labels: ({ params, input }) => params.dims.map((dim) => input[axisOf(dim, input.length, 'dims')] ?? null),
  params: {
    dims: z
      .array(z.int())
      .max(8)
      .meta({ control: 'numbers' })
      .meta({ doc: 'For each place the dimension that comes there; 0 is the batch.', initial: [0, 2, 1] }),
  },
  shape: (call) => {
    const { shape } = inputAt(call, 'input')
    const { dims } = call.params
    if (dims.length !== shape.length) {
      throw new RuleError(
        `permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering of dimensions i.e. input.dim() = ${shape.length} is not equal to len(dims) = ${dims.length}`,
        {
          param: 'dims',
          remedy: tell(
            'rules.permute.name_each_dimension_once_batch',
            'Name each dimension once, the batch included.',
          ),
          fixes: [orderNear(dims, shape.length), ...lastTwo(shape.length)],
        },
      )
    }
    const order = axesOfList(dims, shape.length, 'dims', [orderNear(dims, shape.length)])
    if (new Set(order).size !== order.length) {
      throw new RuleError('permute(): duplicate dims are not allowed.', {
        param: 'dims',
        remedy: tell('rules.permute.name_each_dimension_once', 'Name each dimension once.'),
        fixes: [orderNear(dims, shape.length)],
      })
    }
    return order.map((axis) => shape[axis] ?? 1)
  },
})

/** The given order as far as it is one; what is missing stands where a place is left. */
function orderNear(dims: readonly number[], rank: number): RuleFix {
  const given = dims.map((dim) => (dim < 0 ? dim + rank : dim))
  const kept = given.map((axis, place) =>
    given.indexOf(axis) === place && axis >= 0 && axis < rank ? axis : -1,
  )
  const missing = Array.from({ length: rank }, (_, axis) => axis).filter((axis) => !kept.includes(axis))
  const places = Array.from({ length: rank }, (_, place) => kept[place] ?? -1)
  return setTo(
    'dims',
    places.map((axis) => (axis === -1 ? (missing.shift() ?? 0) : axis)),
  )
}

function lastTwo(rank: number): RuleFix[] {
  if (rank < 3) return []
  const dims = [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]
  return [
    {
      kind: 'set',
      label: tell('rules.permute.dims_exchanges_last_two', 'dims=[{{dims}}] exchanges the last two', {
        dims: dims.join(', '),
      }),
      params: { dims },
    },
  ]
}
