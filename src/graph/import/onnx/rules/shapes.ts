/** Operators that move values about without changing them. */
import type { Dim, DType } from '../../../types/dims'
import { BATCH, multiplyDims, sameShape } from '../../../types/dims'
import { dtypeOf } from '../constants'
import { itemsOf } from '../items'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { added } from '../added'
import { onceFor } from '../fixed-batch'
import { overBatch } from '../over-batch'
import { groupNormFrom } from './normalization-patterns'
import { reshaped } from './reshaped'
import { targetShape } from './target-shape'
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
  Tile: tileRule,
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
  const shape = site.type()?.shape
  if (axis === 1 && shape?.length !== 1) return void site.layer('Flatten')
  const from = site.shape()
  const first = axis < 0 ? axis + from.length : axis
  const to = [multiplyDims(from.slice(0, first)), multiplyDims(from.slice(first))]
  site.give(reshaped(site, site.wire(0), from, to))
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
  const to = targetShape(from, target, {
    zeroIsZero: site.int('allowzero', 0) !== 0,
    batch: site.reading.batch,
  })
  site.give(reshaped(site, site.wire(0), from, to))
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
  const sizes = target.filter((size) => size !== null)
  if (target.length === 0 && site.has(1) && site.shape(1)[0] !== 0)
    throw new Unsupported(told('onnx.shape_computed', 'its new shape is computed'))
  if (sizes.length < target.length)
    throw new Unsupported(told('onnx.shape_not_known', 'its new shape is not known'))
  // The shorter of the two has ones in front, and a 1 on either side stretches.
  const rank = Math.max(shape.length, sizes.length)
  const to = Array.from({ length: rank }, (_, axis) => {
    const own = shape[axis - rank + shape.length] ?? 1
    const wanted = sizes[axis - rank + sizes.length] ?? 1
    return wanted === 1 || (wanted === site.reading.batch && own === BATCH) ? own : wanted
  })
  if (sameShape(to, shape)) return site.give(site.value(0))
  site.give(overBatch(site.reading, site.wire(0), to))
}

function tileRule(site: Site): void {
  const given = site.ints('repeats') ?? Array.from(itemsOf(site.value(1))?.items ?? [])
  const { length: rank } = site.shape()
  if (given.length !== rank)
    throw new Unsupported(told('onnx.copies_computed', 'how many copies it makes is computed'))
  const shape = site.shape()
  // One sample's row for each of a batch is no number of copies.
  if (
    given.some((times) => times === BATCH) &&
    shape.every((size, axis) => given[axis] !== BATCH || size === 1)
  ) {
    const wide = given.map((times, axis) => (times === BATCH ? BATCH : (shape[axis] ?? 1)))
    const once = overBatch(site.reading, site.wire(0), wide)
    return site.give(
      repeated(
        site,
        once,
        given.map((times) => (times === BATCH ? 1 : times)),
      ),
    )
  }
  site.give(repeated(site, site.wire(0), given))
}

function repeated(site: Site, wire: Wire, times: readonly (Dim | null)[]): Wire {
  const sizes = times.filter((each) => typeof each === 'number')
  if (sizes.length < times.length)
    throw new Unsupported(told('onnx.copies_computed', 'how many copies it makes is computed'))
  return sizes.every((each) => each === 1) ? wire : added(site.reading.builder, 'Repeat', wire, { sizes })
}

function concatRule(site: Site): void {
  const { length: rank } = site.shape(site.node.inputs.findIndex((name) => site.reading.type(name) !== null))
  const axis = site.int('axis', 0)
  const dim = axis < 0 ? axis + rank : axis
  const inputs = site.node.inputs.map((_, index) => [`tensors.${index}`, beside(site, index, dim)] as const)
  site.layer('Cat', { inputs: Object.fromEntries(inputs), params: { dim } })
}

/** What the file has once for its one size of batch, for each sample where the tensors beside it have the batch. */
function beside(site: Site, index: number, dim: number): Wire {
  const own = site.type(index)?.shape
  const others = site.node.inputs.flatMap((_, at) => (at === index ? [] : [site.type(at)?.shape ?? []]))
  const axis = others
    .flatMap((shape) => shape.findIndex((size, at) => size === BATCH && at !== dim))
    .find((at) => at >= 0)
  const size = axis === undefined ? undefined : own?.[axis]
  if (own === undefined || axis === undefined || typeof size !== 'number' || size !== site.reading.batch)
    return site.wire(index)
  const once = onceFor(site, index, axis)
  return overBatch(
    site.reading,
    once,
    own.map((each, at) => (at === axis ? BATCH : each)),
  )
}
