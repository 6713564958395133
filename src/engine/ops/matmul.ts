import { backend } from '../backend'
import type { Handle } from '../backend/types'
import { layoutOf, TRANSPOSED } from '../core/layout'
import { record } from '../core/record'
import { fromHandle, inLayout, type Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { sumTo } from './broadcast'
import { fastest } from './fastest'
import { reshape } from './view'

/**
 * The matrix product, with vectors and stacks of matrices as PyTorch's.
 *
 * Errors: `mat1 and mat2 shapes cannot be multiplied (2x5 and 3x4)`.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (a.shape.length === 0 || b.shape.length === 0) {
    throw new RuntimeError(
      `both arguments to matmul need to be at least 1D, but they are ${a.shape.length}D and ${b.shape.length}D`,
    )
  }
  if (a.shape.length === 1 || b.shape.length === 1) return withVectors(a, b)
  if (a.shape.length === 2 && b.shape.length === 2) return matrixProduct(a, b)
  if (b.shape.length === 2) {
    const rows = reshape(a, [-1, a.shape.at(-1)!])
    return reshape(matrixProduct(rows, b), [...a.shape.slice(0, -1), b.shape[1]!])
  }
  return stackProduct(a, b)
}

function withVectors(a: Tensor, b: Tensor): Tensor {
  const left = a.shape.length === 1 ? reshape(a, [1, a.shape[0]!]) : a
  const right = b.shape.length === 1 ? reshape(b, [b.shape[0]!, 1]) : b
  const product = matmul(left, right)
  const shape = [...product.shape]
  if (b.shape.length === 1) shape.pop()
  if (a.shape.length === 1) shape.splice(b.shape.length === 1 ? -1 : -2, 1)
  return reshape(product, shape)
}

function matrixProduct(a: Tensor, b: Tensor): Tensor {
  return record(
    'MmBackward0',
    [a, b],
    mm(a, false, b, false),
    (grad, needs) => [needs[0] ? mm(grad, false, b, true) : null, needs[1] ? mm(a, true, grad, false) : null],
    [a, b],
  )
}

function stackProduct(a: Tensor, b: Tensor): Tensor {
  if (a.shape.at(-1) !== b.shape.at(-2)) throw cannotMultiply(a, b)
  return record(
    'BmmBackward0',
    [a, b],
    bmm(a, false, b, false),
    (grad, needs) => [
      needs[0] ? sumTo(bmm(grad, false, b, true), a.shape) : null,
      needs[1] ? sumTo(bmm(a, true, grad, false), b.shape) : null,
    ],
    [a, b],
  )
}

/**
 * bias + x·Wᵀ for x [N, in], W [out, in] and bias [out] or null. Matrices stored by columns are read as they are.
 */
export function linear2d(x: Tensor, weight: Tensor, bias: Tensor | null): Tensor {
  const product = mm(x, false, weight, true)
  if (!bias) {
    return record(
      'MmBackward0',
      [x, weight],
      product,
      (grad, needs) => [
        needs[0] ? mm(grad, false, weight, false) : null,
        needs[1] ? mm(grad, true, x, false) : null,
      ],
      [x, weight],
    )
  }
  const output = fromHandle(backend.biasAdd(product.handle, bias.handle), product.shape)
  return record(
    'AddmmBackward0',
    [bias, x, weight],
    output,
    (grad, needs) => [
      needs[0] ? fromHandle(backend.biasAddGrad(inLayout(grad, null).handle), bias.shape) : null,
      needs[1] ? mm(grad, false, weight, false) : null,
      needs[2] ? mm(grad, true, x, false) : null,
    ],
    [x, weight],
  )
}

/** A product of two matrices, each transposed where asked; not recorded. */
export function mm(a: Tensor, transposeA: boolean, b: Tensor, transposeB: boolean): Tensor {
  const [rows, inner] = transposeA ? [a.shape[1]!, a.shape[0]!] : [a.shape[0]!, a.shape[1]!]
  const [inner2, columns] = transposeB ? [b.shape[1]!, b.shape[0]!] : [b.shape[0]!, b.shape[1]!]
  if (inner !== inner2) {
    throw new RuntimeError(
      `mat1 and mat2 shapes cannot be multiplied (${rows}x${inner} and ${inner2}x${columns})`,
    )
  }
  const flipA = transposeA !== (a.layout === TRANSPOSED)
  const flipB = transposeB !== (b.layout === TRANSPOSED)
  const product = fastest(
    `product ${[rows, inner, columns, flipA, flipB].join(' ')}`,
    rows * inner * columns,
    [
      () => backend.matmul(a.handle, b.handle, flipA, flipB),
      () => turned(backend.matmul(b.handle, a.handle, !flipB, !flipA)),
    ],
  )
  return fromHandle(product, [rows, columns])
}

/** The kernel packs one operand anew for each product, so that (BᵀAᵀ)ᵀ can be quicker than AB. */
function turned(product: Handle): Handle {
  const result = backend.transpose(product, [1, 0])
  backend.free(product)
  return result
}

function bmm(a: Tensor, transposeA: boolean, b: Tensor, transposeB: boolean): Tensor {
  const [left, flipA] = readable(a, transposeA)
  const [right, flipB] = readable(b, transposeB)
  const handle = backend.matmul(left.handle, right.handle, flipA, flipB)
  return fromHandle(handle, handle.shape)
}

/** A stack of matrices in a layout the kernel reads: plain, or with the last two dimensions exchanged. */
function readable(x: Tensor, transposed: boolean): [Tensor, boolean] {
  const rank = x.shape.length
  const swapped = layoutOf(
    [...x.shape.keys()].map((dim) => (dim === rank - 1 ? rank - 2 : dim === rank - 2 ? rank - 1 : dim)),
  )
  if (x.layout === swapped) return [x, !transposed]
  return [inLayout(x, null), transposed]
}

function cannotMultiply(a: Tensor, b: Tensor): RuntimeError {
  return new RuntimeError(
    `Expected size for first two dimensions of batch2 tensor to be: [${b.shape[0]}, ${a.shape.at(-1)}] but got: [${b.shape[0]}, ${b.shape.at(-2)}].`,
  )
}
