/** Sums of products, as an equation of letters says. */
import { parseEquation } from '../../graph/types/einsum'
import { RuntimeError } from '../errors'
import type { Tensor } from '../core/tensor'
import { matmul } from './matmul'
import { sum } from './reduce'
import { expand, permute, reshape } from './view'

/** A tensor with a letter for each dimension. */
interface Lettered {
  readonly x: Tensor
  readonly letters: string
}

/**
 * Products of tensors summed over the letters that the result has not: two at a time, as products of matrices.
 *
 * Shape: one dimension for each letter of the result.
 * Errors: no equation, or not one for these tensors.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
 */
export function einsum(equation: string, ...operands: Tensor[]): Tensor {
  const parsed = parseEquation(equation)
  if (!parsed) throw new RuntimeError(`einsum(): ${equation} is no equation of letters`)
  const { inputs, output } = parsed
  if (inputs.length !== operands.length)
    throw new RuntimeError(
      `einsum(): ${inputs.length > operands.length ? 'fewer' : 'more'} operands were provided than specified in the equation`,
    )
  const lettered = operands.map((x, i) => fitted(x, inputs[i]!, i))
  const [first, ...rest] = lettered
  const product = rest.reduce((left, right, i) => {
    const later = rest.slice(i + 1).map(({ letters }) => letters)
    return multiplied(left, right, new Set(output + later.join('')))
  }, first!)
  const only = summed(product, new Set(output))
  return inOrder(only, output)
}

function fitted(x: Tensor, letters: string, operand: number): Lettered {
  if (letters.length === x.shape.length) return { x, letters }
  throw new RuntimeError(
    `einsum(): the number of subscripts in the equation (${letters.length}) does not match the number of dimensions (${x.shape.length}) for operand ${operand} and no ellipsis was given`,
  )
}

/** Both multiplied, and summed over what nobody wants afterwards. */
function multiplied(left: Lettered, right: Lettered, wanted: ReadonlySet<string>): Lettered {
  const has = (of: Lettered) => (letter: string) => of.letters.includes(letter)
  const keep = (other: Lettered): ReadonlySet<string> => new Set([...wanted, ...Array.from(other.letters)])
  const a = summed(left, keep(right))
  const b = summed(right, keep(left))
  const shared = Array.from(a.letters).filter(has(b))
  const batch = shared.filter((letter) => wanted.has(letter))
  const inner = shared.filter((letter) => !wanted.has(letter))
  const rows = Array.from(a.letters).filter((letter) => !has(b)(letter))
  const columns = Array.from(b.letters).filter((letter) => !has(a)(letter))
  const size = (letter: string): number => Math.max(sizeOf(a, letter), sizeOf(b, letter))
  const count = (letters: readonly string[]): number =>
    letters.reduce((product, each) => product * size(each), 1)
  const matrices = (of: Lettered, one: readonly string[], two: readonly string[]): Tensor =>
    reshape(spread(inOrder(of, [...batch, ...one, ...two].join('')), [...batch, ...one, ...two].map(size)), [
      count(batch),
      count(one),
      count(two),
    ])
  const product = matmul(matrices(a, rows, inner), matrices(b, inner, columns))
  const letters = [...batch, ...rows, ...columns]
  return { x: reshape(product, letters.map(size)), letters: letters.join('') }
}

function sizeOf({ x, letters }: Lettered, letter: string): number {
  return x.shape[letters.indexOf(letter)] ?? 1
}

/** Sizes of 1 stretched. */
function spread(x: Tensor, shape: readonly number[]): Tensor {
  return x.shape.every((length, dim) => length === shape[dim]) ? x : expand(x, shape)
}

/** Summed over the letters that are not among these. */
function summed({ x, letters }: Lettered, wanted: ReadonlySet<string>): Lettered {
  const dims = Array.from(letters).flatMap((letter, dim) => (wanted.has(letter) ? [] : [dim]))
  if (dims.length === 0) return { x, letters }
  return {
    x: sum(x, dims),
    letters: Array.from(letters)
      .filter((letter) => wanted.has(letter))
      .join(''),
  }
}

function inOrder({ x, letters }: Lettered, order: string): Tensor {
  if (letters === order) return x
  return permute(
    x,
    Array.from(order, (letter) => letters.indexOf(letter)),
  )
}
