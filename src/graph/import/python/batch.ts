/** Tensors that are spread over the samples of a batch, whose number only running the net would tell. */
import type { Operation } from './operation'
import type { SizeValue, TensorValue } from './values'

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
