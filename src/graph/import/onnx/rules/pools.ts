/** Pools, over windows and over everything. */
import type { OnnxRule, Site } from '../site'
import { added } from '../wires'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { isSymmetric, size, windowOf, zeroPadded } from './windows'
import type { Window } from './windows'

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
  if (rank < 1) throw new Unsupported('its input is no image')
  site.layer(`${type}${rank}d`, { params: { output_size: 1 } })
}

function poolWindow(site: Site): Window {
  const kernel = site.ints('kernel_shape')
  if (kernel === undefined) throw new Unsupported('it has no kernel_shape')
  return windowOf(site, kernel)
}

/** PyTorch's stride is the kernel size unless something else is said. */
function common(site: Site, { kernel, stride }: Window) {
  const same = kernel.every((width, axis) => width === stride[axis])
  return {
    kernel_size: size(kernel),
    ...(same ? {} : { stride: size(stride) }),
    ceil_mode: site.int('ceil_mode', 0) !== 0,
  }
}

function maxPoolRule(site: Site): void {
  const window = poolWindow(site)
  const fits = isSymmetric(window) && window.begin.every((pad, axis) => pad * 2 <= (window.kernel[axis] ?? 1))
  const input = fits ? site.wire(0) : paddedMaximum(site, window)
  site.layer(`MaxPool${window.kernel.length}d`, {
    inputs: { input },
    params: {
      ...common(site, window),
      padding: fits ? size(window.begin) : 0,
      dilation: size(window.dilation),
    },
  })
}

function paddedMaximum(site: Site, window: Window): Wire {
  const wire = site.wire(0)
  if (!NEVER_NEGATIVE.includes(site.reading.draft.nodeOf(wire)?.type ?? ''))
    throw new Unsupported('its padding differs between the sides')
  return zeroPadded(site, wire, window)
}

function averagePoolRule(site: Site): void {
  const window = poolWindow(site)
  const counts = site.int('count_include_pad', 0) !== 0
  const padded = [...window.begin, ...window.end].some((pad) => pad !== 0)
  if (window.dilation.some((step) => step !== 1)) throw new Unsupported('it is dilated')
  const symmetric = isSymmetric(window)
  if (!symmetric && !counts) throw new Unsupported('its padding differs between the sides')
  if (!symmetric && site.int('ceil_mode', 0) !== 0)
    throw new Unsupported('its padding differs between the sides')
  site.layer(`AvgPool${window.kernel.length}d`, {
    inputs: { input: symmetric ? site.wire(0) : zeroPadded(site, site.wire(0), window) },
    params: {
      ...common(site, window),
      padding: symmetric ? size(window.begin) : 0,
      ...(padded && symmetric && !counts ? { count_include_pad: false } : {}),
    },
  })
}

function lpPoolRule(site: Site): void {
  const window = poolWindow(site)
  if (window.dilation.some((step) => step !== 1)) throw new Unsupported('it is dilated')
  const padded = [...window.begin, ...window.end].some((pad) => pad !== 0)
  const input = padded ? zeroPadded(site, site.wire(0), window) : site.wire(0)
  site.layer(`LPPool${window.kernel.length}d`, {
    inputs: { input },
    params: { ...common(site, window), norm_type: site.int('p', 2) },
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
  if (!all || rank < 1 || rank > 2) return undefined
  const pooled = site.add(`${type}${rank}d`, { inputs: { input: site.wire(0) }, params: { output_size: 1 } })
  return keep ? pooled : added(site.reading.draft, 'Flatten', pooled, {})
}
