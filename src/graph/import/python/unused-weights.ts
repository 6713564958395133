/** What a state_dict has of a module besides what its `forward` uses: layers that are never called, buffers, and second names. */
import { LONGEST_NAME, MOST_SIZES } from '../../document/document'
import { ownLayer } from './attributes'
import { modulesOf } from './containers'
import { tensorsOf } from './layer-tensors'
import { isKind, isModuleValue } from './values'
import type { ModuleValue, ParameterValue, Value } from './values'

/** Sizes by key, or the key of the same tensor. */
export type UnusedWeights = Record<string, number[] | string>

/** What a document can hold of it: a module may hold itself without end, and a tensor have any number of sizes. - `used`: the layers and tensors that have nodes */
export function unusedWeights(net: ModuleValue, used: ReadonlySet<Value>): UnusedWeights {
  const found: UnusedWeights = {}
  const first = new Map<Value, string>()
  const walk = (value: ModuleValue | ParameterValue, path: string, above: readonly Value[]): void => {
    if (isKind(value, 'layer') || isKind(value, 'parameter')) {
      if (isKind(value, 'parameter') && !value.learnable && value.persistent !== true) return
      const known = first.get(value)
      first.set(value, known ?? path)
      if (known === undefined && used.has(value)) return
      for (const [name, shape] of tensorsOf(value))
        found[keyOf(path, name)] = known === undefined ? shape : keyOf(known, name)
      return
    }
    if (above.includes(value)) return
    const own = ownLayer(value)
    if (own !== undefined) walk(own, path, [...above, value])
    for (const [key, child] of modulesOf(value))
      if (isModuleValue(child) || isKind(child, 'parameter'))
        walk(child, path === '' ? key : `${path}.${key}`, [...above, value])
  }
  walk(net, '', [])
  return Object.fromEntries(
    Object.entries(found).filter(
      ([key, value]) =>
        key.length <= LONGEST_NAME && (typeof value === 'string' || value.length <= MOST_SIZES),
    ),
  )
}

function keyOf(path: string, name: string): string {
  return [path, name].filter((each) => each !== '').join('.')
}
