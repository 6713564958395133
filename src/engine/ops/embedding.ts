import { backend } from '../backend'
import { record } from '../core/record'
import { fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { IndexError, RuntimeError } from '../errors'
import { raw2 } from './arithmetic'
import { reshapeRaw } from './view'

export interface EmbeddingFunctionOptions {
  /** A row that gets no gradient; negative ones count from the end. */
  paddingIdx?: number | null
}

/**
 * The rows of a table that indices name.
 *
 * Shape: indices (*) of int64, weight (V, D) → (*, D).
 * Errors: an index outside the table → `index out of range in self`.
 */
export function embedding(
  indices: Tensor,
  weight: Tensor,
  { paddingIdx = null }: EmbeddingFunctionOptions = {},
): Tensor {
  if (indices.dtype !== 'int64') {
    throw new RuntimeError(
      `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got ${indices.dtype === 'bool' ? 'torch.BoolTensor' : 'torch.FloatTensor'} instead (while checking arguments for embedding)`,
    )
  }
  const [rows, width] = weight.shape as [number, number]
  const padding = paddingRow(paddingIdx, rows)
  const flat = reshapeRaw(indices, [indices.numel()])
  for (const index of backend.read(flat.handle)) {
    if (index < 0 || index >= rows) throw new IndexError('index out of range in self')
  }
  const found = backend.gather(inLayout(weight, null).handle, flat.handle, 0)
  const shape = [...indices.shape, width]
  const output = reshapeRaw(fromHandle(found, [flat.shape[0]!, width]), shape)
  return record('EmbeddingBackward0', [weight], output, (given) => {
    const grad = reshapeRaw(given, [flat.shape[0]!, width])
    const sums = fromHandle(backend.segmentSum(grad.handle, flat.handle, rows), weight.shape)
    return [padding === null ? sums : raw2('Mul', sums, allBut(padding, rows))]
  })
}

/** The padding row counted from the front. Errors: outside the table. */
export function paddingRow(paddingIdx: number | null, rows: number): number | null {
  if (paddingIdx === null) return null
  if (paddingIdx >= rows || paddingIdx < -rows)
    throw new RuntimeError('Padding_idx must be within num_embeddings')
  return paddingIdx < 0 ? paddingIdx + rows : paddingIdx
}

function allBut(row: number, rows: number): Tensor {
  const values = new Float32Array(rows).fill(1)
  values[row] = 0
  return fromValues(values, [rows, 1], 'float32')
}
