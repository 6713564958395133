/** What a state_dict has of a module besides what its `forward` uses: layers that are never called, buffers, and second names. */
import { parseParams } from '../../params/param-findings'
import { modulesOf } from './containers'
import { definitionOfType } from './definition-builder'
import { isKind, isModuleValue } from './values'
import type { LayerValue, ModuleValue, ParameterValue, Value } from './values'

/** Sizes by key, or the key of the same tensor. */
export type UnusedWeights = Record<string, number[] | string>

/** - `used`: the layers and tensors that have nodes */
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
    for (const [key, child] of modulesOf(value))
      if (isModuleValue(child) || isKind(child, 'parameter'))
        walk(child, path === '' ? key : `${path}.${key}`, [...above, value])
  }
  walk(net, '', [])
  return found
}

function keyOf(path: string, name: string): string {
  return [path, name].filter((each) => each !== '').join('.')
}

/** The state_dict of one layer or tensor. */
function tensorsOf(value: LayerValue | ParameterValue): [string, number[]][] {
  if (isKind(value, 'parameter')) return [['', [...value.shape]]]
  const definition = definitionOfType(value.type)
  const { params } = parseParams(value.type, definition.params, value.params)
  if (params === undefined) return []
  const own = definition.parameters(params).map(({ name, shape }): [string, number[]] => [name, shape])
  return [...own, ...statisticsOf(value.type, params)]
}

/** Buffers of a norm that counts over batches. */
function statisticsOf(type: string, params: Readonly<Record<string, unknown>>): [string, number[]][] {
  const size = params['num_features']
  if (!/^(Batch|Instance)Norm/.test(type) || params['track_running_stats'] !== true) return []
  if (typeof size !== 'number') return []
  return [
    ['running_mean', [size]],
    ['running_var', [size]],
    ['num_batches_tracked', []],
  ]
}
