/** Pools, over windows and over everything. */
import type { Shape } from '../../../types/dims'
import type { OnnxRule, Site } from '../site'
import { added } from '../added'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { isSymmetric, size, windowOf, zeroPadded } from './windows'
import type { Window } from './windows'
import { told } from '../../../../words/tell'

export const poolRules: Readonly<Record<string, OnnxRule>> = {
  MaxPool: maxPoolRule,
  AveragePool: averagePoolRule,
  LpPool: lpPoolRule,
  GlobalAveragePool: (site) => globalRule(site, 'AdaptiveAvgPool'),
  GlobalMaxPool: (site) => globalRule(site, 'AdaptiveMaxPool'),
}

/** Their outputs are never below 0, so that zeros around them change no maximum. */
const NEVER_NEGATIVE: readonly string[] = ['ReLU', 'ReLU6', 'Sigmoid', 'Hardsigmoid', 'Softplus']

function globalRule(site: Site, type: string): void {
  const rank = site.shape().length - 2
  if (rank < 1) throw new Unsupported(told('onnx.no_image', 'its input is no image'))
  site.layer(`${type}${rank}d`, { params: { output_size: 1 } })
}

interface PoolWindow extends Window {
  ceil: boolean
}

function poolWindow(site: Site): PoolWindow {
  const kernel = site.ints('kernel_shape')
  if (kernel === undefined) throw new Unsupported(told('onnx.no_kernel_shape', 'it has no kernel_shape'))
  const window = windowOf(site, kernel)
  const ceil = site.int('ceil_mode', 0) !== 0
  if (ceil || isSymmetric(window) || !isRoundedUp(window, site.type()?.shape.slice(-kernel.length) ?? []))
    return { ...window, ceil }
  return { ...window, end: window.begin, ceil: true }
}

/** True where more padding at the end only makes room for one more window, as rounding up does. */
function isRoundedUp({ kernel, stride, dilation, begin, end }: Window, image: Shape): boolean {
  return (
    image.length > 0 &&
    kernel.every((width, axis) => {
      const given = image[axis]
      const [before = 0, after = 0, step = 1] = [begin[axis], end[axis], stride[axis]]
      if (typeof given !== 'number' || after < before) return false
      const reach = (dilation[axis] ?? 1) * (width - 1) + 1
      const count = Math.floor((given + before + after - reach) / step) + 1
      const up = Math.ceil((given + 2 * before - reach) / step) + 1
      return count === ((up - 1) * step >= given + before ? up - 1 : up)
    })
  )
}

/** PyTorch's stride is the kernel size unless something else is said. */
function common({ kernel, stride, ceil }: PoolWindow) {
  const same = kernel.every((width, axis) => width === stride[axis])
  return {
    kernel_size: size(kernel),
    ...(same ? {} : { stride: size(stride) }),
    ceil_mode: ceil,
  }
}

function maxPoolRule(site: Site): void {
  const window = poolWindow(site)
  const rank = window.kernel.length
  const fits = isSymmetric(window) && window.begin.every((pad, axis) => pad * 2 <= (window.kernel[axis] ?? 1))
  const input = fits ? site.wire(0) : paddedMaximum(site, window)
  const layer = {
    inputs: { input },
    params: {
      ...common(window),
      padding: fits ? size(window.begin) : 0,
      dilation: size(window.dilation),
    },
  }
  const places = fits ? placesInPlanes(site, rank) : undefined
  if (places === undefined) {
    site.layer(`MaxPool${rank}d`, layer)
    return
  }
  site.absorb(places)
  const { output, indices } = site.addAll(`MaxPool${rank}d`, {
    ...layer,
    params: { ...layer.params, return_indices: true },
  })
  if (output) site.give(output)
  if (!indices) return
  site.give(indices, 1)
  site.giveFor(places, indices)
}

/** What counts the places, which ONNX counts through the whole tensor, in each plane, as PyTorch does. */
function placesInPlanes(site: Site, rank: number) {
  const reader = site.reader(site.node, 1)
  if (reader?.op !== 'Mod' || reader.domain !== '') return undefined
  const given = site.reading.constantIfKnown(reader.inputs[1] ?? '')?.values
  const plane = site.type()?.shape.slice(-rank) ?? []
  const count = plane.reduce<number>((product, length) => product * Number(length), 1)
  return given?.length === 1 && Number(given[0]) === count ? reader : undefined
}

function paddedMaximum(site: Site, window: PoolWindow): Wire {
  const wire = site.wire(0)
  if (!NEVER_NEGATIVE.includes(site.reading.builder.nodeOf(wire)?.type ?? ''))
    throw new Unsupported(told('onnx.padding_differs', 'its padding differs between the sides'))
  return zeroPadded(site, wire, window)
}

function averagePoolRule(site: Site): void {
  const window = poolWindow(site)
  const counts = site.int('count_include_pad', 0) !== 0
  const padded = [...window.begin, ...window.end].some((pad) => pad !== 0)
  if (window.dilation.some((step) => step !== 1)) throw new Unsupported(told('onnx.dilated', 'it is dilated'))
  const symmetric = isSymmetric(window)
  if (!symmetric && !counts)
    throw new Unsupported(told('onnx.padding_differs', 'its padding differs between the sides'))
  if (!symmetric && site.int('ceil_mode', 0) !== 0)
    throw new Unsupported(told('onnx.padding_differs', 'its padding differs between the sides'))
  site.layer(`AvgPool${window.kernel.length}d`, {
    inputs: { input: symmetric ? site.wire(0) : zeroPadded(site, site.wire(0), window) },
    params: {
      ...common(window),
      padding: symmetric ? size(window.begin) : 0,
      ...((padded || window.ceil) && symmetric && !counts ? { count_include_pad: false } : {}),
    },
  })
}

function lpPoolRule(site: Site): void {
  const window = poolWindow(site)
  if (window.dilation.some((step) => step !== 1)) throw new Unsupported(told('onnx.dilated', 'it is dilated'))
  const padded = [...window.begin, ...window.end].some((pad) => pad !== 0)
  const input = padded ? zeroPadded(site, site.wire(0), window) : site.wire(0)
  site.layer(`LPPool${window.kernel.length}d`, {
    inputs: { input },
    params: { ...common(window), norm_type: site.int('p', 2) },
  })
}

/** The mean or maximum over all places of an image, with its dimensions kept or left out. → undefined: it is another reduction */
export function pooledOver(
  site: Site,
  type: 'AdaptiveAvgPool' | 'AdaptiveMaxPool',
  axes: readonly number[],
  keep: boolean,
): Wire | undefined {
  const { length } = site.shape()
  const rank = length - 2
  const all = axes.length === rank && axes.every((axis) => axis >= 2)
  if (!all || rank < 1 || rank > 3) return undefined
  const pooled = site.add(`${type}${rank}d`, { inputs: { input: site.wire(0) }, params: { output_size: 1 } })
  return keep ? pooled : added(site.reading.builder, 'Flatten', pooled, {})
}
