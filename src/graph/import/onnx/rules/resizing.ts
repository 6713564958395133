/** Larger images and padded ones. */
import { BATCH } from '../../../types/dims'
import { short } from '../constants'
import { itemsOf } from '../items'
import type { OnnxRule, Site } from '../site'
import { Unsupported } from '../values'
import { size } from './windows'
import { told } from '../../../../words/tell'

export const resizingRules: Readonly<Record<string, OnnxRule>> = {
  Resize: (site) => resizeRule(site, site.opset < 11 ? 1 : 2),
  Upsample: (site) => resizeRule(site, 1),
  Pad: padRule,
}

function resizeRule(site: Site, scalesAt: number): void {
  const shape = site.shape()
  const rank = shape.length - 2
  const sizes = site.opset >= 11 && site.has(3) ? innerSizes(site, rank) : undefined
  const scales = site.has(scalesAt) ? site.numbers(scalesAt) : site.ints('scales')
  const mode = site.text('mode', 'nearest')
  const coordinates = site.text(
    'coordinate_transformation_mode',
    site.opset < 11 ? 'asymmetric' : 'half_pixel',
  )
  const target = sizes
  const whole = !isOfImage(site, rank)
  const given = scales?.length === (whole ? shape.length : rank) ? scales.slice(-rank) : undefined
  // A batch that is not fixed hides the sizes of the rest; they are read from what is known of them.
  if (target === undefined && given === undefined)
    throw new Unsupported(told('onnx.size_computed', 'its size is computed'))
  if (whole && scales?.slice(0, 2).some((scale) => scale !== 1) && given !== undefined)
    throw new Unsupported(told('onnx.resized_batch', 'it resizes the batch or the channels'))
  const how = mode === 'nearest' ? nearest(site, coordinates, given) : linear(site, mode, coordinates, rank)
  site.layer('Upsample', {
    params: {
      ...(given === undefined ? { size: size(target ?? []) } : { scale_factor: size(given) }),
      ...how,
    },
  })
}

/** The sizes of an image or signal; those of batch and channels before them must stay as they are. */
function innerSizes(site: Site, rank: number): number[] | undefined {
  const sizes = Array.from(itemsOf(site.value(3))?.items ?? [])
  const [shape, inner] = [site.shape(), sizes.slice(-rank)]
  if (isOfImage(site, rank)) {
    const named = sizes.filter((each) => typeof each === 'number')
    return named.length === rank ? named : undefined
  }
  const kept = sizes
    .slice(0, -rank)
    .every((each, axis) => each === null || each === shape[axis] || shape[axis] === BATCH)
  if (sizes.length !== shape.length || !kept)
    throw new Unsupported(told('onnx.resized_batch', 'it resizes the batch or the channels'))
  const numbers = inner.filter((each) => typeof each === 'number')
  return numbers.length === rank ? numbers : undefined
}

/** True where it names the dimensions of the image, and leaves batch and channels out. Errors: it names others. */
function isOfImage(site: Site, rank: number): boolean {
  const axes = site.ints('axes')?.map((axis) => (axis < 0 ? axis + rank + 2 : axis))
  if (axes === undefined || axes.length === rank + 2) return false
  if (axes.length === rank && axes.every((axis, index) => axis === index + 2)) return true
  throw new Unsupported(told('onnx.resized_batch', 'it resizes the batch or the channels'))
}

/** PyTorch takes ⌊i / scale⌋; other ways of rounding come to the same for whole scales. */
function nearest(site: Site, coordinates: string, scales: readonly number[] | undefined): { mode: string } {
  const rounding = site.text('nearest_mode', site.opset < 11 ? 'floor' : 'round_prefer_floor')
  const whole = scales?.every((scale) => Number.isInteger(scale)) ?? false
  const same =
    (coordinates === 'asymmetric' && rounding === 'floor') ||
    (coordinates === 'asymmetric' &&
      rounding === 'round_prefer_floor' &&
      whole &&
      (scales?.every((scale) => scale <= 2) ?? false)) ||
    (coordinates.endsWith('half_pixel') && rounding.startsWith('round') && whole)
  if (!same)
    throw new Unsupported(
      told('onnx.nearest_place', 'it takes the nearest place by {{coordinates}} and {{rounding}}', {
        coordinates,
        rounding,
      }),
    )
  return { mode: 'nearest' }
}

function linear(
  site: Site,
  mode: string,
  coordinates: string,
  rank: number,
): { mode: string; align_corners: boolean } {
  if (
    (mode !== 'linear' || rank > 3) &&
    !(
      mode === 'cubic' &&
      rank === 2 &&
      (site.number('cubic_coeff_a') ?? -0.75) === -0.75 &&
      site.int('exclude_outside', 0) === 0
    )
  )
    throw new Unsupported(
      told('onnx.resizing', 'it resizes by {{mode}} in {{rank}} directions', {
        mode,
        rank,
      }),
    )
  const aligned = coordinates === 'align_corners'
  if (!aligned && coordinates !== 'half_pixel' && coordinates !== 'pytorch_half_pixel')
    throw new Unsupported(told('onnx.pixel_places', 'it places pixels by {{coordinates}}', { coordinates }))
  return {
    mode: mode === 'cubic' ? 'bicubic' : (['linear', 'bilinear', 'trilinear'][rank - 1] ?? ''),
    align_corners: aligned,
  }
}

const MODES: Readonly<Record<string, string>> = {
  constant: 'constant',
  reflect: 'reflect',
  edge: 'replicate',
  wrap: 'circular',
}
/** Layers for the two inner dimensions of an image. */
const IMAGE_PADS: Readonly<Record<string, string>> = {
  constant: 'ZeroPad2d',
  reflect: 'ReflectionPad2d',
  replicate: 'ReplicationPad2d',
}

function padRule(site: Site): void {
  const pads = site.intsOf('pads', 1)
  if (pads === undefined) throw new Unsupported(told('onnx.padding_computed', 'how much it pads is computed'))
  if (site.has(3)) throw new Unsupported(told('onnx.padded_dimensions', 'it pads chosen dimensions'))
  const rank = pads.length / 2
  const sides = Array.from({ length: rank }, (_, axis) => [pads[axis] ?? 0, pads[axis + rank] ?? 0] as const)
  const first = sides.findIndex(([before, after]) => before !== 0 || after !== 0)
  if (first < 0) return site.give(site.value(0))
  const value = site.number('value') ?? (site.has(2) ? site.numbers(2)?.[0] : 0) ?? 0
  const mode = MODES[site.text('mode', 'constant')] ?? ''
  const image = IMAGE_PADS[mode]
  // PyTorch counts from the last dimension.
  const padding = (from: number) => sides.slice(from).toReversed().flat()
  if (rank === 4 && first >= 2 && image !== undefined && value === 0)
    return void site.layer(image, { params: { padding: padding(2) } })
  const from = mode === 'constant' ? first : Math.max(2, rank - 3)
  if (first < from) throw new Unsupported(told('onnx.padded_batch', 'it pads the batch or the channels'))
  site.layer('Pad', { params: { pad: padding(from), mode, value: short(value) } })
}
