/** Operators that move values about without changing them. */
import type { Dim, DType, Shape } from '../../../types/dims'
import { multiplyDims } from '../../../types/dims'
import { dtypeOf, itemsOf } from '../constants'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { added } from '../wires'
import { groupNormFrom } from './normalization-patterns'
import { told } from '../../../../words/tell'

export const shapeRules: Readonly<Record<string, OnnxRule>> = {
  Identity: (site) => site.give(site.value(0)),
  Cast: castRule,
  CastLike: (site) => castTo(site, site.type(1)?.dtype ?? 'float32'),
  Flatten: flattenRule,
  Reshape: reshapeRule,
  Transpose: transposeRule,
  Squeeze: squeezeRule,
  Unsqueeze: unsqueezeRule,
  Expand: expandRule,
  Concat: concatRule,
  Tile: (site) => {
    const sizes = site.numbers(1)
    if (sizes === undefined)
      throw new Unsupported(told('onnx.copies_computed', 'how many copies it makes is computed'))
    site.layer('Repeat', { params: { sizes } })
  },
  DepthToSpace: (site) => {
    if (site.text('mode', 'DCR') !== 'CRD')
      throw new Unsupported(told('onnx.channels_order', 'it takes its channels in the order DCR'))
    site.layer('PixelShuffle', { params: { upscale_factor: site.int('blocksize', 1) } })
  },
}

/** Float types are one to us, and so are whole numbers. */
function castRule(site: Site): void {
  castTo(site, dtypeOf(site.int('to', 1)))
}

function castTo(site: Site, dtype: DType): void {
  if (site.type()?.dtype === dtype) return site.give(site.value(0))
  site.layer('To', { params: { dtype } })
}

function flattenRule(site: Site): void {
  const axis = site.int('axis', 1)
  if (axis === 1) return void site.layer('Flatten')
  const { length: rank } = site.shape()
  const first = axis < 0 ? axis + rank : axis
  if (first < 1) throw new Unsupported(told('onnx.batch_flattened', 'it flattens the batch too'))
  const { builder } = site.reading
  const tail = added(builder, 'Flatten', site.wire(0), { start_dim: first })
  site.give(added(builder, 'Flatten', tail, { start_dim: 0, end_dim: first - 1 }))
}

function reshapeRule(site: Site): void {
  if (groupNormFrom(site)) return
  const value = site.value(0)
  const target = site.ints('shape') ?? Array.from(itemsOf(site.value(1))?.items ?? [])
  if (target.length === 0 && site.has(1))
    throw new Unsupported(told('onnx.shape_computed', 'its new shape is computed'))
  // Directions and features become one dimension, as PyTorch has them anyway.
  if (value.kind === 'sequence' && target.length === 3 && value.order.slice(-2).join('') === 'DH') {
    const order = value.order.slice(0, 2).join('')
    const own = value.batchFirst ? 'NT' : 'TN'
    return site.give({ kind: 'wire', wire: value.wire, permutation: order === own ? undefined : [1, 0, 2] })
  }
  const from = site.shape()
  const to = resolved(from, target, site.int('allowzero', 0) !== 0)
  site.give(reshaped(site, site.wire(0), from, to))
}

/** 0 copies a size, -1 takes what is left; one that is not known is taken as what is left, too. */
function resolved(from: Shape, target: readonly (Dim | null)[], zeroIsZero: boolean): Dim[] {
  const known = target.map((size, axis) => (size === 0 && !zeroIsZero ? (from[axis] ?? 1) : size))
  const open = known.flatMap((size, axis) => (size === -1 || size === null ? [axis] : []))
  const total = multiplyDims(from)
  const [rest] = open
  if (open.length > 1) throw new Unsupported(told('onnx.shape_not_known', 'its new shape is not known'))
  if (rest === undefined) {
    const sizes = known.map((size) => size ?? 1)
    const product = multiplyDims(sizes)
    if (product === total) return sizes
    // The file was written for one size of batch, which stands where ours has any.
    const factor = quotient(total, multiplyDims(sizes.slice(1)))
    if (factor !== undefined && typeof sizes[0] === 'number') return [factor, ...sizes.slice(1)]
    throw new Unsupported(
      told('onnx.shape_does_not_hold', 'its new shape [{{sizes}}] does not hold [{{from}}]', {
        sizes: sizes.join(', '),
        from: from.join(', '),
      }),
    )
  }
  const others = known.map((size, axis) => (axis === rest ? 1 : (size ?? 1)))
  const direct = quotient(total, multiplyDims(others))
  if (direct !== undefined) return others.map((size, axis) => (axis === rest ? direct : size))
  // As above: the first size is the batch's.
  const inner = others.slice(1)
  const left = quotient(total, multiplyDims(['N', ...inner]))
  if (left === undefined || rest === 0)
    throw new Unsupported(told('onnx.shape_splits_batch', 'its new shape splits the batch'))
  return ['N', ...inner.map((size, axis) => (axis + 1 === rest ? left : size))]
}

/** Undefined for what does not come out whole. */
function quotient(total: Dim, part: Dim): Dim | undefined {
  const [a, b] = [factors(total), factors(part)]
  if (a === undefined || b === undefined || b.factor === 0 || a.factor % b.factor !== 0) return undefined
  if (b.symbol !== '' && b.symbol !== a.symbol) return undefined
  return multiplyDims([a.factor / b.factor, ...(b.symbol === '' && a.symbol !== '' ? [a.symbol] : [])])
}

function factors(dim: Dim): { factor: number; symbol: string } | undefined {
  if (typeof dim === 'number') return { factor: dim, symbol: '' }
  const match = /^(\d+)?([^\d+ ]+)$/.exec(dim)
  return match === null ? undefined : { factor: Number(match[1] ?? 1), symbol: match[2] ?? '' }
}

/** Flatten where dimensions merge, Unflatten where one splits, else Reshape. */
export function reshaped(site: Site, wire: Wire, from: Shape, to: readonly Dim[]): Wire {
  const { builder } = site.reading
  let start = 0
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++
  let end = 0
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++
  // Ones that come or go belong to a neighbour.
  if (Math.min(from.length, to.length) === start + end && from.length !== to.length) {
    if (end > 0) end--
    else if (start > 0) start--
  }
  const [before, after] = [from.slice(start, from.length - end), to.slice(start, to.length - end)]
  if (before.length === 0 && after.length === 0) return wire
  const last = from.length - end - 1
  if (after.length === 1)
    return site.add('Flatten', {
      inputs: { input: wire },
      params: { start_dim: start, end_dim: end === 0 ? -1 : last },
    })
  const sizes = after.map((size) => (size === 'N' ? -1 : size)).filter((size) => typeof size === 'number')
  // What depends on the batch splits only into itself and ones.
  const splits =
    typeof before[0] === 'number' || after.every((size) => size === 1 || (size === 'N' && before[0] === 'N'))
  if (before.length === 1 && sizes.length === after.length && splits)
    return site.add('Unflatten', { inputs: { input: wire }, params: { dim: start, unflattened_size: sizes } })
  const shape = to.map((size) => (typeof size === 'number' ? size : -1))
  if (shape.filter((size) => size === -1).length > 1)
    throw new Unsupported(told('onnx.batch_twice', 'its new shape depends on the batch twice'))
  return added(builder, 'Reshape', wire, { shape })
}

function transposeRule(site: Site): void {
  const value = site.value(0)
  const perm = site.ints('perm') ?? site.shape().map((_, axis, { length }) => length - 1 - axis)
  if (value.kind === 'sequence') {
    const order = perm.map((axis) => value.order[axis] ?? 'H')
    return site.give({ ...value, order })
  }
  if (value.kind !== 'wire') return site.give(site.wire(0))
  const before = value.permutation ?? perm.map((_, axis) => axis)
  const permutation = perm.map((axis) => before[axis] ?? axis)
  const still = permutation.every((axis, index) => axis === index)
  site.give({ kind: 'wire', wire: value.wire, permutation: still ? undefined : permutation })
}

function squeezeRule(site: Site): void {
  const value = site.value(0)
  const given = site.intsOf('axes', 1)
  if (value.kind === 'sequence') {
    const [axis = -1] = given ?? []
    if (given?.length !== 1 || value.order[axis] !== 'D' || value.directions !== 1)
      throw new Unsupported(told('onnx.left_out_dimension', 'it leaves out a dimension of a sequence'))
    const order = value.order.filter((each) => each !== 'D').join('')
    const own = value.batchFirst ? ['N', 'T', 'H'] : ['T', 'N', 'H']
    const permutation = order.split('').map((each) => own.indexOf(each))
    const still = permutation.every((from, index) => from === index)
    return site.give({ kind: 'wire', wire: value.wire, permutation: still ? undefined : permutation })
  }
  const shape = site.shape()
  const axes =
    given?.map((axis) => (axis < 0 ? axis + shape.length : axis)) ??
    shape.flatMap((size, axis) => (size === 1 ? [axis] : []))
  let wire = site.wire(0)
  for (const dim of axes.toSorted((a, b) => b - a))
    wire = site.add('Squeeze', { inputs: { input: wire }, params: { dim } })
  site.give(wire)
}

function unsqueezeRule(site: Site): void {
  const axes = site.intsOf('axes', 1)
  if (axes === undefined)
    throw new Unsupported(told('onnx.added_dimension_computed', 'where it adds a dimension is computed'))
  const rank = site.shape().length + axes.length
  let wire = site.wire(0)
  for (const dim of axes.map((axis) => (axis < 0 ? axis + rank : axis)).toSorted((a, b) => a - b))
    wire = site.add('Unsqueeze', { inputs: { input: wire }, params: { dim } })
  site.give(wire)
}

function expandRule(site: Site): void {
  const target = Array.from(itemsOf(site.value(1))?.items ?? [])
  const shape = site.shape()
  const lead = target.length - shape.length
  const same = target.every((size, axis) => size === 1 || size === shape[axis - lead])
  if (same && lead <= 0 && target.length > 0) return site.give(site.value(0))
  const size = target.map((each, axis) => (each === 1 || each === shape[axis - lead] ? -1 : each))
  if (target.length === 0 || lead > 0 || !size.every((each) => typeof each === 'number'))
    throw new Unsupported(told('onnx.repeated_samples', 'it repeats values for each sample'))
  site.layer('Expand', { params: { size } })
}

function concatRule(site: Site): void {
  const inputs = Object.fromEntries(
    site.node.inputs.map((_, index) => [`tensors.${index}`, site.wire(index)]),
  )
  const { length: rank } = site.shape()
  const axis = site.int('axis', 0)
  site.layer('Cat', { inputs, params: { dim: axis < 0 ? axis + rank : axis } })
}
