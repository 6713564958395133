/** Rows of a table by a tensor of their places: `table[index]`, `F.embedding(index, table)`. */
import { fixedOf } from './fixed/fixed-tensor'
import type { Operation } from './operation'
import { Unreadable } from './syntax'
import { isKind } from './values'
import type { TensorValue, Value } from './values'
import { told } from '../../../words/tell'

/** Whether a value is a tensor of whole numbers, as far as that is known. */
export function isPlaces(value: Value): boolean {
  if (isKind(value, 'tensor')) return value.type?.dtype === 'int64'
  return (isKind(value, 'example') || isKind(value, 'parameter')) && value.dtype === 'int64'
}

/**
 * The index as one-hot rows times the table, which adds up nothing but the rows that are meant.
 *
 * Shape: a table `(V, …)` and an index `(*)` give `(*, …)`.
 * Errors: the number of rows is not known, or the table holds no float32 → Unreadable.
 */
export function gathered(operation: Operation, table: TensorValue, index: Value): TensorValue {
  const { type } = table
  const [rows, ...rest] = type?.shape ?? []
  if (
    typeof rows !== 'number' ||
    type?.dtype !== 'float32' ||
    !rest.every((size) => typeof size === 'number')
  )
    throw new Unreadable(
      told('python.open_index', 'Only running the net would tell this index.'),
      operation.line,
    )
  const places = operation.tracer.tensor(fromFront(index, rows), operation.line)
  const hot = operation.node('OneHot', { num_classes: rows }, { input: places })
  const chosen = operation.node('To', { dtype: 'float32' }, { input: hot })
  const flat =
    rest.length > 1 ? operation.node('Flatten', { start_dim: 1, end_dim: -1 }, { input: table }) : table
  const column = rest.length === 0 ? operation.node('Unsqueeze', { dim: 1 }, { input: table }) : flat
  const found = operation.node('MatMul', {}, { input: chosen, other: column })
  if (rest.length === 0) return operation.node('Squeeze', { dim: -1 }, { input: found })
  return rest.length === 1
    ? found
    : operation.node('Unflatten', { dim: -1, unflattened_size: rest }, { input: found })
}

/** Known places that count from the end, from the front. */
function fromFront(index: Value, rows: number): Value {
  if (!isKind(index, 'example') && !isKind(index, 'parameter')) return index
  const fixed = fixedOf({ ...index, kind: 'example' })
  if (fixed === undefined || fixed.values.every((at) => at >= 0)) return index
  return { ...index, values: fixed.values.map((at) => (at < 0 ? at + rows : at)) }
}
