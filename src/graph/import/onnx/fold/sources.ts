/** Values that follow from a file alone, or from the shape of what flows: they need no value of an input. */
import { multiplyDims } from '../../../types/dims'
import type { Dim } from '../../../types/dims'
import { constantOf } from '../constants'
import { itemsOf, valueOf } from '../items'
import type { Items } from '../items'
import type { Site } from '../site'
import type { Value } from '../values'
import { cutsOf, pickedAlong } from './joining'

/** Longer ranges are not written out. */
const MOST_PLACES = 1_000_000

export const sources: Readonly<Record<string, (site: Site) => Value | undefined>> = {
  // What is only passed on keeps its name.
  Identity: passedOn,
  Constant: constantRule,
  Shape: (site) => {
    const dims = site.shape().slice(site.int('start', 0), site.number('end'))
    return { kind: 'sizes', dims, scalar: false }
  },
  Size: (site) => ({ kind: 'sizes', dims: [multiplyDims(site.shape())], scalar: true }),
  ConstantOfShape: (site) => {
    const shape = itemsOf(site.value(0))
    if (shape === undefined) return undefined
    const value = site.tensor('value')
    const fill = { value: value?.values[0] ?? 0, dtype: value?.dtype ?? ('float32' as const) }
    return { kind: 'fill', shape: Array.from(shape.items), ...fill }
  },
  Slice: (site) => {
    const value = site.value(0)
    if (value.kind !== 'fill') {
      const items = itemsOf(value)
      const cuts = items && cutsOf(site, items.shape)
      const cut = items && cuts && pickedAlong(site, items, cuts)
      return cut && valueOf(cut)
    }
    const cuts = cutsOf(site, value.shape)
    return cuts && { ...value, shape: value.shape.map((size, axis) => cuts.get(axis)?.length ?? size) }
  },
  Expand: (site) => {
    const value = site.value(0)
    const shape = itemsOf(site.value(1))
    if (shape === undefined) return undefined
    if (value.kind === 'constant' && keeps(value.shape, Array.from(shape.items))) return value
    const single = value.kind === 'constant' && value.values.length === 1 ? value.values[0] : undefined
    // A tensor of the file that is repeated stays one that is learned.
    if (single !== undefined && value.kind === 'constant' && value.name === '')
      return { kind: 'fill', value: single, shape: Array.from(shape.items), dtype: value.dtype }
    return value.kind === 'fill' ? { ...value, shape: Array.from(shape.items) } : undefined
  },
  Range: rangeRule,
}

/** True where repeating to these sizes repeats nothing. */
function keeps(shape: readonly number[], sizes: readonly (Dim | null)[]): boolean {
  const lead = sizes.length - shape.length
  return lead <= 0 && sizes.every((size, at) => size === 1 || size === shape[at - lead])
}

function passedOn(site: Site): Value | undefined {
  const value = site.value(0)
  return value.kind === 'wire' || value.kind === 'sequence' ? undefined : value
}

function constantRule(site: Site): Value | undefined {
  const tensor = site.tensor('value')
  if (tensor !== undefined) {
    site.reading.hold(tensor.values.length)
    return tensor
  }
  const float = site.number('value_float')
  if (float !== undefined) return constantOf([], [float], 'float32')
  const int = site.number('value_int')
  if (int !== undefined) return constantOf([], [int])
  const floats = site.ints('value_floats')
  if (floats !== undefined) return constantOf([floats.length], floats, 'float32')
  const ints = site.ints('value_ints')
  return ints === undefined ? undefined : constantOf([ints.length], ints)
}

function rangeRule(site: Site): Value | undefined {
  const given = [0, 1, 2].map((index) => itemsOf(site.value(index)))
  const [start, limit, step] = given.map((items: Items | undefined) => items?.items[0])
  if (typeof start !== 'number' || typeof limit !== 'number' || typeof step !== 'number' || step === 0)
    return undefined
  const count = Math.max(0, Math.ceil((limit - start) / step))
  if (count > MOST_PLACES || !site.reading.spend(count)) return undefined
  const numbers = Array.from({ length: count }, (_, index) => start + index * step)
  return constantOf([count], numbers, given[0]?.dtype)
}
