/** The names and sizes of what a layer adds to a state_dict. */
import { parseParams } from '../../params/param-findings'
import { definitionOfType } from './definition-builder'
import { isKind } from './values'
import type { LayerValue, ParameterValue } from './values'

/** The state_dict of one layer or tensor. */
export function tensorsOf(value: LayerValue | ParameterValue): [string, number[]][] {
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
