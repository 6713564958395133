/** A wire under another shape, by the nodes that say it best. */
import type { Dim, Shape } from '../../../types/dims'
import { added } from '../added'
import type { Site } from '../site'
import { Unsupported } from '../values'
import type { Wire } from '../values'
import { told } from '../../../../words/tell'

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
