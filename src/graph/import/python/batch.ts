/** Tensors that are spread over the samples of a batch, whose number only running the net would tell. */
import type { Operation } from './operation'
import { Unreadable } from './syntax'
import { isKind } from './values'
import type { SizeValue, TensorInit, TensorValue, Value } from './values'
import { told } from '../../../words/tell'

/**
 * A dimension of size 1 made as long as `size`, which is the size of another tensor: what is left of that tensor says how long.
 *
 * Shape: `(1, L, C)`, dim 0 and the first size of `(N, …)` give `(N, L, C)`.
 */
export function spreadOverBatch(
  operation: Operation,
  value: TensorValue,
  dim: number,
  { tensor, axis }: SizeValue,
): TensorValue {
  const rank = value.type?.shape.length ?? dim + 1
  const sizes = (value.type?.shape ?? []).map((size) => (typeof size === 'number' ? size : -1))
  const row = operation.node(
    'Reshape',
    { shape: Array.from({ length: rank }, (_, place) => (place === dim ? -1 : 1)) },
    { input: oneOf(operation, tensor, axis) },
  )
  // All other dimensions are as long as the value's own.
  const wanted = sizes.map((size, place) => (place === dim ? -1 : size))
  const other = wanted.every((size) => size === -1 || size === 1)
    ? row
    : operation.node('Expand', { size: wanted }, { input: row })
  return operation.node('ExpandAs', {}, { input: value, other })
}

/** `value.expand(sizes)`, where some are the batch's. Errors: a size that nobody knows → Unreadable. */
export function overBatch(operation: Operation, value: TensorValue, sizes: readonly Value[]): TensorValue {
  const shape = value.type?.shape ?? []
  const lead = sizes.length - shape.length
  const raised = Array.from({ length: Math.max(0, lead) }).reduce<TensorValue>(
    (before) => operation.node('Unsqueeze', { dim: 0 }, { input: before }),
    value,
  )
  const spread = sizes.flatMap((size, dim): { size: SizeValue; dim: number }[] => {
    const own = dim < lead ? 1 : shape[dim - lead]
    return isKind(size, 'size') && own === 1 ? [{ size, dim }] : []
  })
  const wanted = sizes.map((size, dim) => (isKind(size, 'size') ? (dim < lead ? 1 : -1) : size))
  if (!wanted.every((size) => typeof size === 'number'))
    throw new Unreadable(
      told('python.open_sizes', 'Only running the net would tell these sizes.'),
      operation.line,
    )
  const copied = wanted.some((size, dim) => size !== -1 && size !== (dim < lead ? 1 : shape[dim - lead]))
    ? operation.node('Expand', { size: wanted }, { input: raised })
    : raised
  return spread.reduce((before, { dim, size }) => spreadOverBatch(operation, before, dim, size), copied)
}

/**
 * `torch.zeros(b, n)` in a `forward`, where b is the batch's: one number for each place of a sample, spread over the samples.
 *
 * Errors: a size that nobody knows → Unreadable.
 */
export function filledOverBatch(
  operation: Operation,
  sizes: readonly Value[],
  { init, val = 0 }: TensorInit,
  dtype: 'int64' | 'bool' | undefined,
): TensorValue {
  const value = init === 'ones' ? 1 : init === 'constant' ? val : 0
  const shape = sizes.map((size) => (typeof size === 'number' ? size : 1))
  const one = operation.node('Constant', { value, shape, ...(dtype === undefined ? {} : { dtype }) }, {})
  const whole = overBatch(operation, one, sizes)
  return init === 'normal' ? operation.node('RandnLike', {}, { input: whole }) : whole
}

/** One value for each step along an axis. */
function oneOf(operation: Operation, tensor: TensorValue, axis: number): TensorValue {
  const rank = tensor.type?.shape.length
  if (rank === undefined || axis !== 0) {
    let value = tensor
    for (let place = (rank ?? axis + 1) - 1; place >= 0; place--)
      if (place !== axis) value = operation.node('Select', { dim: place, index: 0 }, { input: value })
    return value
  }
  if (rank === 1) return tensor
  const rows =
    rank === 2 ? tensor : operation.node('Flatten', { start_dim: 1, end_dim: -1 }, { input: tensor })
  return operation.node('Select', { dim: 1, index: 0 }, { input: rows })
}
