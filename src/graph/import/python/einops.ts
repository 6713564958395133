/** Einops: `rearrange`, `reduce` and `repeat` as chains of nodes that split, order, reduce, spread and join dimensions. */
import type { Arguments } from './arguments'
import { Operation, resolved } from './operation'
import type { Note } from './library'
import { Unreadable } from './syntax'
import type { Tracer } from './tracer'
import { isKind } from './values'
import type { TensorValue, Value } from './values'
import { told } from '../../../words/tell'

const REDUCTIONS: Readonly<Record<string, string>> = { mean: 'Mean', sum: 'Sum', max: 'Amax', min: 'Amin' }

/** What `einops.rearrange(x, pattern, **sizes)` and its likes give. Errors: a pattern that is no such one → Unreadable. */
export function callEinops(name: string, args: Arguments, tracer: Tracer, note: Note): Value {
  const [given = null, pattern, how] = args.positional
  const input = tracer.tensor(given, args.line)
  const text = args.named.get('pattern') ?? pattern
  if (input === null) return { kind: 'unknown' }
  if (typeof text !== 'string') throw unreadable('…', args.line)
  const operation = new Operation(name, new Map(), [], tracer, args.line, note)
  const sizes = new Map(
    [...args.named].flatMap(([axis, value]): [string, number][] => {
      const size = resolved(value)
      return typeof size === 'number' ? [[axis, size]] : []
    }),
  )
  const reduction = name === 'reduce' ? (args.named.get('reduction') ?? how) : undefined
  return new Rearrangement(operation, text, sizes).of(input, reduction)
}

/** A `...` that stands alone: so many groups of one name. */
const REST = '…'

/** `(h w)` is one group of two names; `1` and `()` are groups of none. */
type Groups = readonly (readonly string[])[]

class Rearrangement {
  private readonly left: Groups
  private readonly right: Groups

  constructor(
    private readonly operation: Operation,
    private readonly pattern: string,
    private readonly sizes: ReadonlyMap<string, number>,
  ) {
    const [left, right, ...more] = pattern.split('->')
    if (left === undefined || right === undefined || more.length > 0) throw this.refused()
    this.left = groupsOf(left)
    this.right = groupsOf(right)
  }

  of(input: TensorValue, reduction: Value | undefined): TensorValue {
    const rank = input.type?.shape.length
    const [left, right] = [this.left, this.right].map((groups) => this.spelledOut(groups, rank)) as [
      Groups,
      Groups,
    ]
    const names = left.flat()
    const wanted = right.flat()
    let value = this.split(input, left)
    const kept = names.filter((name) => wanted.includes(name))
    if (kept.length < names.length) value = this.reduced(value, names, kept, reduction)
    const order = wanted.filter((name) => kept.includes(name)).map((name) => kept.indexOf(name))
    if (order.some((from, place) => from !== place)) value = this.node('Permute', { dims: order }, value)
    value = this.spread(value, wanted, kept)
    return this.joined(value, right)
  }

  /** `...` as names of its own. Errors: nobody knows how many dimensions it stands for. */
  private spelledOut(groups: Groups, rank: number | undefined): Groups {
    const others = this.left.filter((group) => group[0] !== REST).length
    return groups.flatMap((group): Groups => {
      if (!group.includes('...') && group[0] !== REST) return [group]
      if (rank === undefined) throw this.refused()
      const names = Array.from({ length: rank - others }, (_, place) => `...${place}`)
      if (group[0] === REST) return names.map((name) => [name])
      return [group.flatMap((name) => (name === '...' ? names : [name]))]
    })
  }

  private split(input: TensorValue, groups: Groups): TensorValue {
    return groups.reduceRight<TensorValue>((value, group, dim) => {
      if (group.length === 1) return value
      if (group.length === 0) return this.node('Squeeze', { dim }, value)
      const sizes = group.map((name) => this.sizes.get(name) ?? -1)
      if (sizes.filter((size) => size === -1).length > 1) throw this.refused()
      return this.node('Unflatten', { dim, unflattened_size: sizes }, value)
    }, input)
  }

  private reduced(
    value: TensorValue,
    names: readonly string[],
    kept: readonly string[],
    how: Value | undefined,
  ): TensorValue {
    const type = typeof how === 'string' ? REDUCTIONS[how] : undefined
    if (type === undefined) throw this.refused()
    const dims = names.flatMap((name, dim) => (kept.includes(name) ? [] : [dim]))
    return this.node(type, { dim: dims.length === 1 ? dims[0] : dims }, value)
  }

  /** New names are copies side by side. */
  private spread(value: TensorValue, wanted: readonly string[], kept: readonly string[]): TensorValue {
    const fresh = wanted.flatMap((name, dim) => (kept.includes(name) ? [] : [{ name, dim }]))
    if (fresh.length === 0) return value
    const raised = fresh.reduce((before, { dim }) => this.node('Unsqueeze', { dim }, before), value)
    const size = wanted.map((name) => (kept.includes(name) ? -1 : this.sizes.get(name)))
    if (size.includes(undefined)) throw this.refused()
    return this.node('Expand', { size }, raised)
  }

  private joined(value: TensorValue, groups: Groups): TensorValue {
    return groups.reduce((before, group, dim) => {
      if (group.length === 1) return before
      if (group.length === 0) return this.node('Unsqueeze', { dim }, before)
      return this.node('Flatten', { start_dim: dim, end_dim: dim + group.length - 1 }, before)
    }, value)
  }

  private node(type: string, params: Record<string, unknown>, input: TensorValue): TensorValue {
    return this.operation.node(type, params, { input })
  }

  private refused(): Unreadable {
    return unreadable(this.pattern, this.operation.line)
  }
}

function unreadable(pattern: string, line: number): Unreadable {
  return new Unreadable(
    told('python.einops', "The pattern '{{pattern}}' could not be read, with the sizes that are known.", {
      pattern,
    }),
    line,
  )
}

function groupsOf(side: string): Groups {
  const parts = side.match(/\([^()]*\)|\S+/g) ?? []
  return parts.map((part) =>
    part === '...'
      ? [REST]
      : part
          .replaceAll(/[()]/g, ' ')
          .split(' ')
          .filter((name) => name !== '' && name !== '1'),
  )
}

/** What `einops.layers.torch.Rearrange(pattern, **sizes)` keeps until it is called. */
export function einopsLayer(name: string, { positional, named }: Arguments): Value {
  const entries = new Map<string | number | boolean | null, Value>(named)
  positional.forEach((value, place) => entries.set(`#${place}`, value))
  return { kind: 'method', self: { kind: 'dict', entries }, name: `einops.${name.toLowerCase()}` }
}

/** The call of such a layer: undefined for every other method. */
export function callEinopsLayer(self: Value, name: string, args: Arguments): [string, Arguments] | undefined {
  if (!name.startsWith('einops.') || !isKind(self, 'dict')) return undefined
  const kept = [...self.entries].map(([key, value]) => [String(key), value] as const)
  const positional = kept.filter(([key]) => key.startsWith('#')).map(([, value]) => value)
  const named = new Map(kept.filter(([key]) => !key.startsWith('#')))
  return [
    name.slice('einops.'.length),
    { positional: [...args.positional, ...positional], named, line: args.line },
  ]
}
