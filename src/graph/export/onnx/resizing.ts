/** How images and signals are made larger, padded and cut. */
import { asSizes } from '../../nodes/param-types'
import type { Size } from '../../nodes/param-types'
import { axesBetween, fixed } from './onnx-node'
import type { OnnxNode } from './onnx-node'
import type { Value } from './value'

interface Upsample {
  size: Size | null
  scale_factor: Size | null
  mode: 'nearest' | 'linear' | 'bilinear'
  align_corners: boolean | null
}

/** Signals are images of one row: not every runtime resizes three dimensions. */
export function upsample(node: OnnxNode<Upsample>): Value {
  const { size, scale_factor: scale, mode, align_corners: align } = node.params
  const shape = node.shape()
  const flat = shape.length === 3
  const value = flat ? node.unsqueeze(node.input(), [2]) : node.input()
  const attributes: Readonly<Record<string, string>> =
    mode === 'nearest'
      ? { mode: 'nearest', nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' }
      : { mode: 'linear', coordinate_transformation_mode: align === true ? 'align_corners' : 'half_pixel' }
  const rank = shape.length - 2
  const given = asSizes(size ?? scale ?? 1, rank)
  const both = flat ? [1, ...given] : given
  const resized =
    size === null
      ? node.op('Resize', [value, undefined, node.floats([1, 1, ...both], [4], 'scales')], attributes)
      : node.op('Resize', [value, undefined, undefined, node.ints(both, 'sizes')], {
          ...attributes,
          axes: [2, 3],
        })
  return flat ? node.squeeze(resized, [2]) : resized
}

/** Places around the last two dimensions; less than none cuts. */
export function padded(
  node: OnnxNode<unknown>,
  [left, right, top, bottom]: readonly [number, number, number, number],
  mode: 'constant' | 'reflect' | 'edge',
): Value {
  const rank = node.shape().length
  const [height, width] = node.shape().slice(-2).map(fixed) as [number, number]
  const sides = [top, left, bottom, right]
  const added = sides.map((size) => Math.max(size, 0))
  const nothing = axesBetween(0, rank - 2).map(() => 0)
  const pads = [...nothing, ...added.slice(0, 2), ...nothing, ...added.slice(2)]
  const larger = added.some((size) => size > 0)
    ? node.op('Pad', [node.input(), node.ints(pads, 'pads')], { mode })
    : node.input()
  if (sides.every((size) => size >= 0)) return larger
  const cut = sides.map((size) => Math.max(-size, 0))
  const ends = [
    height + Math.max(top, 0) + Math.max(bottom, 0) - (cut[2] ?? 0),
    width + Math.max(left, 0) + Math.max(right, 0) - (cut[3] ?? 0),
  ]
  return node.op('Slice', [
    larger,
    node.ints(cut.slice(0, 2), 'starts'),
    node.ints(ends, 'ends'),
    node.ints([rank - 2, rank - 1], 'axes'),
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
