/** `view` and `reshape`, whose sizes often are taken from other tensors. */
import type { Operation } from './operation'
import { isBatch, resolved, sizeOf, sizesOf } from './operation'
import { multiplyDims, ratioOfDims } from '../../types/dims'
import { Unreadable } from './syntax'
import { isKind, UNKNOWN } from './values'
import type { Value } from './values'
import { told } from '../../../words/tell'

/**
 * A Flatten where all but the batch become one dimension, else a Reshape.
 *
 * Errors: sizes that only running the net would tell → Unreadable.
 */
export function reshape(operation: Operation, sizes: readonly Value[]): Value {
  const { input, line } = operation
  const [first, second] = sizes
  const known = input?.type?.shape
  if (
    sizes.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    keepsBatch(operation, first, second)
  ) {
    if (known?.length === 2) return input ?? UNKNOWN
    return operation.node('Flatten', {}, { input })
  }
  const shape = sizes.map((size, axis) => (isBatch(size) && axis === 0 ? -1 : resolved(size)))
  const open = shape.filter((size) => size === -1).length
  const numbers = shape.map((size) => (typeof size === 'number' ? size : undefined))
  const unknown = numbers.filter((size) => size === undefined).length
  // One size that nobody knows is the one that is worked out.
  if (unknown === 1 && open === 0)
    return operation.node('Reshape', { shape: numbers.map((size) => size ?? -1) }, { input })
  if (unknown > 0 || open > 1) return withSizes(operation, sizes, line)
  return operation.node('Reshape', { shape: numbers }, { input })
}

/** `(batch, -1)`, or `(-1, n)` where n is what a sample holds. */
function keepsBatch({ input, name }: Operation, first: Value, second: Value): boolean {
  const shape = input?.type?.shape
  // Where samples are joined with another dimension, what comes in has more rows.
  const rows = isKind(first, 'size') ? sizeOf(first) : undefined
  if (shape !== undefined && rows !== undefined && shape[0] !== rows) return false
  if (isBatch(first))
    return second === -1 || typeof second === 'number' || isKind(second, 'unknown') || isKind(second, 'size')
  // `view(-1, n)` is how people flatten; `reshape(-1, n)` is how Reshape is written.
  if (name !== 'view' || first !== -1 || typeof resolved(second) !== 'number') return false
  if (shape === undefined) return true
  const rest = shape
    .slice(1)
    .reduce<number>((product, size) => product * (typeof size === 'number' ? size : NaN), 1)
  return rest === resolved(second)
}

/** The batch is left, all others must be known but for one, which is worked out: `view(b, -1, c)` with the shape of the input. */
function withSizes(operation: Operation, sizes: readonly Value[], line: number): Value {
  const shape = operation.input?.type?.shape
  const [first = null, ...rest] = sizes
  const numbers = rest.map((size) => resolved(size))
  const open = numbers.indexOf(-1)
  const known = numbers.filter((size) => typeof size === 'number' && size !== -1) as number[]
  const batch = isKind(first, 'size') ? sizeOf(first) : undefined
  if (shape !== undefined && batch !== undefined && open >= 0 && known.length === numbers.length - 1) {
    const solved = ratioOfDims(multiplyDims(shape), [batch, ...known])
    if (solved !== undefined)
      return operation.node(
        'Reshape',
        { shape: [-1, ...numbers.map((size) => (size === -1 ? solved : size))] },
        { input: operation.input },
      )
  }
  throw new Unreadable(
    told(
      'python.open_reshape',
      'Only running the net would tell these sizes: give the net an input shape, or write them as numbers.',
    ),
    line,
  )
}

/** `x.view_as(y)`: to the sizes of the other. */
export function viewLike(operation: Operation): Value {
  const other = operation.tensor('other')
  const sizes = other === null ? undefined : sizesOf(other, 0)
  if (sizes === undefined)
    throw new Unreadable(
      told('python.unknown_other_shape', 'The shape of the other tensor is not known.'),
      operation.line,
    )
  return reshape(operation, sizes)
}
