/** `pack` and `unpack` of einops: tensors joined along one dimension, and taken apart again. */
import type { Operation } from '../operation'
import { resolved, sizesOf } from '../sizes'
import { isKind, list } from '../values'
import type { TensorValue, Value } from '../values'

/** `pack([a, b], 'b * d')`: the dimensions at the star become one, and lie one after another. → the tensor, and what each had there. */
export function packed(operation: Operation, pattern: string, given: Value, fail: () => Error): Value {
  if (!isKind(given, 'list') || given.items.length === 0) throw fail()
  const [before, after] = aroundStar(pattern, fail)
  const parts = given.items.map((item) => operation.tracer.tensor(item, operation.line))
  const shapes: Value[] = []
  const laid = parts.map((part): TensorValue => {
    const rank = part?.type?.shape.length
    if (part === null || rank === undefined || rank < before + after) throw fail()
    const count = rank - before - after
    shapes.push(list((sizesOf(part, before) ?? []).slice(0, count), true))
    return joinedAt(operation, part, before, count)
  })
  const [only] = laid
  const joined =
    laid.length === 1 && only !== undefined
      ? only
      : operation.node(
          'Cat',
          { dim: before },
          Object.fromEntries(laid.map((part, index) => [`tensors.${index}`, part])),
        )
  return list([joined, list(shapes)], true)
}

/** `unpack(x, shapes, 'b * d')`. Errors: sizes that are not known. */
export function unpacked(
  operation: Operation,
  pattern: string,
  input: TensorValue,
  given: Value,
  fail: () => Error,
): Value {
  if (!isKind(given, 'list')) throw fail()
  const [before, after] = aroundStar(pattern, fail)
  const rank = input.type?.shape.length
  if (rank !== undefined && rank !== before + 1 + after) throw fail()
  const shapes = given.items.map((shape) => {
    const sizes = resolved(shape)
    if (!isKind(sizes, 'list')) throw fail()
    return sizes.items
  })
  const [only] = shapes
  if (shapes.length === 1 && only !== undefined) return list([apart(operation, input, before, only, fail)])
  let start = 0
  const parts = shapes.map((sizes): Value => {
    const length = sizes.reduce<number>(
      (product, size) => product * (typeof size === 'number' ? size : NaN),
      1,
    )
    if (Number.isNaN(length)) throw fail()
    const slice = operation.node('Slice', { dim: before, start, end: start + length }, { input })
    start += length
    return apart(operation, slice, before, sizes, fail)
  })
  return list(parts)
}

/** How many dimensions stand before and behind the star. */
function aroundStar(pattern: string, fail: () => Error): [number, number] {
  const names = pattern.split(' ').filter((name) => name !== '')
  const star = names.indexOf('*')
  if (star < 0 || names.lastIndexOf('*') !== star) throw fail()
  return [star, names.length - star - 1]
}

function joinedAt(operation: Operation, input: TensorValue, dim: number, count: number): TensorValue {
  if (count === 1) return input
  if (count === 0) return operation.node('Unsqueeze', { dim }, { input })
  return operation.node('Flatten', { start_dim: dim, end_dim: dim + count - 1 }, { input })
}

function apart(
  operation: Operation,
  input: TensorValue,
  dim: number,
  sizes: readonly Value[],
  fail: () => Error,
): TensorValue {
  if (sizes.length === 1) return input
  if (sizes.length === 0) return operation.node('Squeeze', { dim }, { input })
  const numbers = sizes.map((size) => (typeof size === 'number' ? size : -1))
  if (numbers.filter((size) => size === -1).length > 1) throw fail()
  return operation.node('Unflatten', { dim, unflattened_size: numbers }, { input })
}
