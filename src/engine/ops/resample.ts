/** Images and signals made larger or smaller along each direction by a matrix: out = rows · image · columnsᵀ. */
import { backend } from '../backend'
import { record } from '../core/record'
import { numel } from '../core/shape'
import { fromHandle, fromValues, inLayout, type Tensor } from '../core/tensor'
import { mm } from './matmul'
import { reshapeRaw } from './view'

/** What each place of the output is made of, along height and width. */
export interface ResampleMatrices {
  /** [height out, height in]; null where nothing changes. */
  rows: Tensor | null
  /** [width out, width in]; null where nothing changes. */
  columns: Tensor | null
}

/** The last two dimensions (or the last one, without `rows`) resampled. */
export function resample(name: string, x: Tensor, matrices: ResampleMatrices): Tensor {
  return record(name, [x], resampleRaw(x, matrices, false), (grad) => [resampleRaw(grad, matrices, true)])
}

/** `resample` that is not recorded; `back` is its gradient. */
export function resampleRaw(x: Tensor, { rows, columns }: ResampleMatrices, back: boolean): Tensor {
  const lead = x.shape.slice(0, -1)
  let result = inLayout(x, null)
  if (columns) {
    const wide = mm(reshapeRaw(result, [numel(lead), x.shape.at(-1)!]), false, columns, !back)
    result = reshapeRaw(wide, [...lead, wide.shape[1]!])
  }
  if (!rows) return result
  const images = numel(x.shape.slice(0, -2))
  const width = result.shape.at(-1)!
  const stack = reshapeRaw(result, [images, x.shape.at(-2)!, width])
  const matrix = reshapeRaw(rows, [1, ...rows.shape])
  const height = rows.shape[back ? 1 : 0]!
  const product = fromHandle(backend.matmul(matrix.handle, stack.handle, back, false), [
    images,
    height,
    width,
  ])
  return reshapeRaw(product, [...x.shape.slice(0, -2), height, width])
}

/** A matrix from the parts that each place of the output takes of places of the input. */
export function matrixOf(
  output: number,
  input: number,
  parts: (place: number) => Iterable<readonly [from: number, share: number]>,
): Tensor {
  const values = new Float32Array(output * input)
  for (let place = 0; place < output; place++) {
    for (const [from, share] of parts(place)) values[place * input + from]! += share
  }
  return fromValues(values, [output, input], 'float32')
}
