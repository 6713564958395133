import type { PoolWindow } from './types'

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

/** Each window's gradient given to its first largest value; images are N, H, W, C. */
export function maxPoolGradient(
  x: ArrayLike<number>,
  shape: readonly number[],
  grad: ArrayLike<number>,
  gradShape: readonly number[],
  { size, stride }: PoolWindow,
): Float32Array {
  const [, height, width, channels] = shape as [number, number, number, number]
  const [batch, rows, columns] = gradShape as [number, number, number]
  const result = new Float32Array(x.length)
  let at = 0
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const corner = ((n * height + row * stride[0]) * width + column * stride[1]) * channels
        for (let c = 0; c < channels; c++, at++) {
          result[firstLargest(x, corner + c, size, width * channels, channels)]! += grad[at]!
        }
      }
    }
  }
  return result
}

function firstLargest(
  x: ArrayLike<number>,
  start: number,
  size: readonly [number, number],
  rowStep: number,
  columnStep: number,
): number {
  let best = start
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const place = start + i * rowStep + j * columnStep
      if (x[place]! > x[best]!) best = place
    }
  }
  return best
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
