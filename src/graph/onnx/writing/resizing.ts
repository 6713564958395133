/** How images and signals are made larger, padded and cut. */
import type { Dim, Shape } from '../../types/dims'
import { asSizes } from '../../params/param-types'
import type { Size } from '../../params/param-types'
import { axesBetween, fixed } from './onnx-node'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

interface Upsample {
  size: Size | null
  scale_factor: Size | null
  mode: 'nearest' | 'linear' | 'bilinear' | 'bicubic' | 'trilinear'
  align_corners: boolean | null
}

/** Signals are images of one row: not every runtime resizes three dimensions. */
export function upsample(node: OnnxNode<unknown>, params: Upsample): Value {
  const { size, scale_factor: scale, mode, align_corners: align } = params
  const shape = node.shape()
  const flat = shape.length === 3
  const attributes: Readonly<Record<string, string>> =
    mode === 'nearest'
      ? { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' }
      : {
          mode: mode === 'bicubic' ? 'cubic' : 'linear',
          coordinate_transformation_mode: align === true ? 'align_corners' : 'half_pixel',
        }
  const rank = shape.length - 2
  if (scale !== null && mode === 'nearest' && rank === 1 && shape[2] === node.output().shape[2])
    return sameLength(node, fixed(shape[2]), asSizes(scale, 1)[0] ?? 1)
  if (scale !== null && mode === 'nearest' && rank === 3 && !isExact(node, asSizes(scale, 3)))
    return nearestPlaces(node, asSizes(scale, 3))
  const given = size === null ? scales(node, params) : asSizes(size, rank)
  const both = flat ? [1, ...given] : given
  const value = flat ? node.unsqueeze(node.input(), [2]) : node.input()
  const resized =
    size === null
      ? node.op(
          'Resize',
          [value, undefined, node.floats([1, 1, ...both], [both.length + 2], 'scales')],
          attributes,
        )
      : node.op('Resize', [value, undefined, undefined, node.ints(both, 'sizes')], {
          ...attributes,
          axes: axesBetween(2, both.length + 2),
        })
  return flat ? node.squeeze(resized, [2]) : resized
}

/** The factors that PyTorch goes by: a direction that stays as long is copied, and one twice as long doubled exactly. */
function scales(node: OnnxNode<unknown>, { scale_factor: scale, mode }: Upsample): number[] {
  const [input, output] = [node.shape(), node.output().shape].map((shape) => shape.slice(2).map(fixed))
  return asSizes(scale ?? 1, input!.length).map((factor, axis) => {
    if (output![axis] === input![axis]) return 1
    return mode === 'nearest' && input!.length === 2 && output![axis] === 2 * input![axis]! ? 2 : factor
  })
}

/** A signal that stays as long although its factor is not 1; Resize would copy it, PyTorch does not. */
function sameLength(node: OnnxNode<unknown>, length: number, scale: number): Value {
  const step = Math.fround(1 / scale)
  const places = axesBetween(0, length).map((place) =>
    Math.min(Math.floor(Math.fround(place * step)), length - 1),
  )
  return node.op('Gather', [node.input(), node.ints(places, 'places')], { axis: 2 })
}

/** Whether Resize takes the places that PyTorch takes: it copies what stays as long, and goes by the sizes of what doubles. */
function isExact(node: OnnxNode<unknown>, factors: readonly number[]): boolean {
  const [input, output] = [node.shape(), node.output().shape].map((shape) => shape.slice(2).map(fixed))
  return factors.every((factor, axis) => Number.isInteger(factor) && output![axis] === input![axis]! * factor)
}

/** The places of each direction one after another, as PyTorch counts them. */
function nearestPlaces(node: OnnxNode<unknown>, factors: readonly number[]): Value {
  const [input, output] = [node.shape(), node.output().shape].map((shape) => shape.slice(2).map(fixed))
  return factors.reduce((value, factor, axis) => {
    const step = Math.fround(1 / factor)
    const places = axesBetween(0, output![axis]!).map((place) =>
      Math.min(Math.floor(Math.fround(place * step)), input![axis]! - 1),
    )
    return node.op('Gather', [value, node.ints(places, 'places')], { axis: axis + 2 })
  }, node.input())
}

/** What lies around each dimension: how many places before and after it; less than none cuts. */
export interface Sides {
  before: readonly number[]
  after: readonly number[]
}

/** The sides of all dimensions from those of the last ones, which come before those in front of them as in `F.pad`. */
export function sidesOf(pad: readonly number[], rank: number): Sides {
  const at = (axis: number, side: 0 | 1): number => pad[2 * (rank - 1 - axis) + side] ?? 0
  const axes = axesBetween(0, rank)
  return { before: axes.map((axis) => at(axis, 0)), after: axes.map((axis) => at(axis, 1)) }
}

/** Places around the dimensions of the input; `value` is what the constant ones hold. */
export function padded(
  node: OnnxNode<unknown>,
  sides: Sides,
  mode: 'constant' | 'reflect' | 'edge' | 'wrap',
  value = 0,
): Value {
  const widen = (given: Value): Value => widened(node, given, sides, { mode, value })
  // The other end that comes round is that of what was left by the cut; mirrors and edges are those of the whole.
  if (mode === 'wrap') return widen(cut(node, node.input(), sides, node.shape()))
  const shape = node.shape().map((size, axis) => added(size, sides, axis))
  return cut(node, widen(node.input()), sides, shape)
}

function added(size: Dim, { before, after }: Sides, axis: number): Dim {
  const more = Math.max(before[axis] ?? 0, 0) + Math.max(after[axis] ?? 0, 0)
  return more === 0 ? size : fixed(size) + more
}

function widened(
  node: OnnxNode<unknown>,
  input: Value,
  { before, after }: Sides,
  { mode, value }: { mode: string; value: number },
): Value {
  const pads = [...before, ...after].map((size) => Math.max(size, 0))
  if (pads.every((size) => size === 0)) return input
  const filling = value === 0 ? undefined : node.number(value)
  return node.op('Pad', [input, node.ints(pads, 'pads'), filling], { mode })
}

/** What negative sides leave of a value of that shape. */
function cut(node: OnnxNode<unknown>, value: Value, { before, after }: Sides, shape: Shape): Value {
  const axes = axesBetween(0, shape.length).filter(
    (axis) => (before[axis] ?? 0) < 0 || (after[axis] ?? 0) < 0,
  )
  if (axes.length === 0) return value
  const starts = axes.map((axis) => Math.max(-(before[axis] ?? 0), 0))
  const ends = axes.map((axis) => fixed(shape[axis]) - Math.max(-(after[axis] ?? 0), 0))
  return node.op('Slice', [
    value,
    node.ints(starts, 'starts'),
    node.ints(ends, 'ends'),
    node.ints(axes, 'axes'),
  ])
}

/** Channels as blocks of pixels; what lies in front of channels, height and width becomes one dimension meanwhile. */
export function pixelShuffle(node: OnnxNode<{ upscale_factor: number }>): Value {
  const { upscale_factor: blocksize } = node.params
  const shape = node.shape()
  const { shape: to } = node.output()
  if (shape.length === 4) return node.op('DepthToSpace', [node.input()], { blocksize, mode: 'CRD' })
  const image = node.op('Reshape', [node.input(), node.ints([-1, ...shape.slice(-3).map(fixed)], 'images')])
  const shuffled = node.op('DepthToSpace', [image], { blocksize, mode: 'CRD' })
  return node.reshape(shuffled, ['images', ...to.slice(-3)], to)
}
