/** Kernels that tfjs's WebAssembly backend does not have, on arrays. */

/** Zeros of `shape` with the gradient of a strided slice put in place. */
export function stridedSliceGradient(
  shape: readonly number[],
  grad: ArrayLike<number>,
  gradShape: readonly number[],
  begin: readonly number[],
  strides: readonly number[],
): Float32Array {
  const steps = stepsOf(shape)
  const result = new Float32Array(shape.reduce((a, b) => a * b, 1))
  let at = 0
  const visit = (dim: number, offset: number): void => {
    if (dim === shape.length) {
      result[offset] = grad[at++]!
      return
    }
    for (let i = 0; i < gradShape[dim]!; i++)
      visit(dim + 1, offset + (begin[dim]! + i * strides[dim]!) * steps[dim]!)
  }
  visit(0, 0)
  return result
}

function stepsOf(shape: readonly number[]): number[] {
  return shape.map((_, dim) => shape.slice(dim + 1).reduce((a, b) => a * b, 1))
}

/** Rows of length `width` added into `count` rows where `indices` say. */
export function segmentSums(
  rows: ArrayLike<number>,
  indices: ArrayLike<number>,
  width: number,
  count: number,
): Float32Array {
  const result = new Float32Array(width * count)
  for (let row = 0; row < indices.length; row++) {
    const target = indices[row]! * width
    for (let i = 0; i < width; i++) result[target + i]! += rows[row * width + i]!
  }
  return result
}
