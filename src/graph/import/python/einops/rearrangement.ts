/** `rearrange`, `reduce` and `repeat`: chains of nodes that split, order, reduce, spread and join dimensions. */
import { ratioOfDims } from '../../../types/dims'
import type { Dim } from '../../../types/dims'
import { sizeOf } from '../sizes'
import { isKind } from '../values'
import type { SizeValue, Value } from '../values'
import { groupsOf, spelledOut, writtenRank, writtenSize } from './patterns'
import type { Groups } from './patterns'
import type { Shaping } from './shaping'

const REDUCTIONS: Readonly<Record<string, string>> = { mean: 'Mean', sum: 'Sum', max: 'Amax', min: 'Amin' }

export class Rearrangement {
  private readonly left: Groups
  private readonly right: Groups

  /** `sizes`: those of axes that are given: numbers, or the batch's. `fail` makes the error of what cannot be read. */
  constructor(
    pattern: string,
    private readonly sizes: ReadonlyMap<string, Value>,
    private readonly fail: () => Error,
  ) {
    const [left, right, ...more] = pattern.split('->')
    if (left === undefined || right === undefined || more.length > 0) throw fail()
    this.left = groupsOf(left)
    this.right = groupsOf(right)
  }

  of<T extends Value>(shaping: Shaping<T>, input: T, reduction: Value | undefined): T {
    const shape = shaping.shapeOf(input)
    const rest = shape && shape.length - writtenRank(this.left)
    const [left, right] = [spelledOut(this.left, rest), spelledOut(this.right, rest)]
    if (left === undefined || right === undefined) throw this.fail()
    if (shape !== undefined && left.length !== shape.length) throw this.fail()
    const names = left.flat()
    const wanted = right.flat()
    let value = this.split(shaping, input, left)
    const kept = names.filter((name) => wanted.includes(name))
    if (kept.length < names.length) value = this.reduced(shaping, value, names, kept, reduction)
    const order = wanted.filter((name) => kept.includes(name)).map((name) => kept.indexOf(name))
    if (order.some((from, place) => from !== place)) value = shaping.node('Permute', { dims: order }, value)
    value = this.spread(shaping, value, wanted, kept)
    return joined(shaping, value, right)
  }

  private split<T extends Value>(shaping: Shaping<T>, input: T, groups: Groups): T {
    const shape = shaping.shapeOf(input)
    return groups.reduceRight<T>((value, group, dim) => {
      if (group.length === 1) return value
      if (group.length === 0) return shaping.node('Squeeze', { dim }, value)
      return shaping.node('Unflatten', { dim, unflattened_size: this.partsOf(group, shape?.[dim]) }, value)
    }, input)
  }

  /** The sizes of a group whose product is that of the dimension; the one that is worked out is -1. */
  private partsOf(group: readonly string[], whole: Dim | undefined): number[] {
    const dims = group.map((name) => this.dimOf(name))
    const numbers = dims.map((dim) => (typeof dim === 'number' ? dim : -1))
    if (numbers.filter((size) => size === -1).length <= 1) return numbers
    // Beside the batch, one size more may be worked out, where the shape is known.
    const open = dims.indexOf(undefined)
    if (whole === undefined || dims.lastIndexOf(undefined) !== open) throw this.fail()
    const known = dims.filter((dim) => dim !== undefined)
    const solved = open < 0 ? undefined : ratioOfDims(whole, known)
    const parts = numbers.map((size, place) => (place === open && solved !== undefined ? solved : size))
    if (parts.filter((size) => size === -1).length > 1) throw this.fail()
    return parts
  }

  /** undefined where nobody says the size. */
  private dimOf(name: string): Dim | undefined {
    const given = this.sizes.get(name) ?? writtenSize(name)
    if (typeof given === 'number') return given
    return isKind(given, 'size') ? sizeOf(given) : undefined
  }

  private reduced<T extends Value>(
    shaping: Shaping<T>,
    value: T,
    names: readonly string[],
    kept: readonly string[],
    how: Value | undefined,
  ): T {
    const type = typeof how === 'string' ? REDUCTIONS[how] : undefined
    if (type === undefined) throw this.fail()
    const dims = names.flatMap((name, dim) => (kept.includes(name) ? [] : [dim]))
    return shaping.node(type, { dim: dims.length === 1 ? dims[0] : dims }, value)
  }

  /** New names are copies side by side. */
  private spread<T extends Value>(
    shaping: Shaping<T>,
    value: T,
    wanted: readonly string[],
    kept: readonly string[],
  ): T {
    const fresh = wanted.flatMap((name, dim) => (kept.includes(name) ? [] : [{ name, dim }]))
    if (fresh.length === 0) return value
    const raised = fresh.reduce((before, { dim }) => shaping.node('Unsqueeze', { dim }, before), value)
    const batches = fresh.flatMap(({ name, dim }): { dim: number; size: SizeValue }[] => {
      const size = this.sizes.get(name)
      return isKind(size, 'size') ? [{ dim, size }] : []
    })
    const size = wanted.map((name, dim) =>
      kept.includes(name) || batches.some((each) => each.dim === dim) ? -1 : this.dimOf(name),
    )
    if (!size.every((each) => typeof each === 'number')) throw this.fail()
    const copied = size.some((each) => each > 1) ? shaping.node('Expand', { size }, raised) : raised
    return batches.reduce((before, batch) => shaping.spread(before, batch.dim, batch.size), copied)
  }
}

function joined<T extends Value>(shaping: Shaping<T>, value: T, groups: Groups): T {
  return groups.reduce((before, group, dim) => {
    if (group.length === 1) return before
    if (group.length === 0) return shaping.node('Unsqueeze', { dim }, before)
    return shaping.node('Flatten', { start_dim: dim, end_dim: dim + group.length - 1 }, before)
  }, value)
}
