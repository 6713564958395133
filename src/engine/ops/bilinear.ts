import type { Tensor } from '../core/tensor'
import { RuntimeError } from '../errors'
import { add, mul } from './arithmetic'
import { matmul } from './matmul'
import { sum } from './reduce'
import { permute, reshape } from './view'

/**
 * y_o = Σ_ij x1_i · weight_oij · x2_j + bias_o.
 *
 * Shape: x1 (*, in1), x2 (*, in2), weight (out, in1, in2), bias (out) → (*, out).
 */
export function bilinear(x1: Tensor, x2: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  const [outputs, first, second] = weight.shape as [number, number, number]
  check(x1, x2, weight)
  const byFirst = reshape(permute(weight, [1, 0, 2]), [first, outputs * second])
  const left = reshape(matmul(reshape(x1, [-1, first]), byFirst), [-1, outputs, second])
  const right = reshape(x2, [-1, 1, second])
  const product = reshape(sum(mul(left, right), [2]), [...x1.shape.slice(0, -1), outputs])
  return bias ? add(product, bias) : product
}

function check(x1: Tensor, x2: Tensor, weight: Tensor): void {
  if (x1.shape.length !== x2.shape.length) {
    throw new RuntimeError(
      `bilinear(): input dimensions do not match: got ${x1.shape.length} and ${x2.shape.length}`,
    )
  }
  for (let dim = 0; dim < x1.shape.length - 1; dim++) {
    if (x1.shape[dim] === x2.shape[dim]) continue
    throw new RuntimeError(
      `bilinear(): input batch dimensions do not match at dim ${dim}: got ${x1.shape[dim]} and ${x2.shape[dim]}`,
    )
  }
  ;[x1, x2].forEach((x, i) => {
    if (x.shape.at(-1) === weight.shape[i + 1]) return
    throw new RuntimeError(
      `bilinear(): input${i + 1} size does not match weight size: got ${x.shape.at(-1)} but expected ${weight.shape[i + 1]}`,
    )
  })
}
