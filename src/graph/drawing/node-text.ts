/** The few words that a node shows of itself. */
import { dequal } from 'dequal'
import type { Params } from '../document/document'
import type { Shape, TensorType } from '../types/dims'
import type { NodeDefinition } from '../registry/definition'
import { numberIn } from '../../words/numbers'
import { tell } from '../../words/tell'
import { paramFields } from '../params/param-types'
import type { ParamField } from '../params/param-types'

const SHORT: Record<string, string> = {
  padding: 'pad',
  negative_slope: 'slope',
  label_smoothing: 'smoothing',
  kernel_size: 'kernel',
  output_size: 'out',
}
/** Numbers that say little without their name. */
const NAMED = new Set(['dim', 'index', 'min'])
/** So many numbers of a list are shown. */
const MOST_NUMBERS = 6
/** A node's line holds about that many of them. */
const MOST = 4

/**
 * The params that a person set, in the order of the schema: sizes that the type always has stand without a name.
 * `{ out_channels: 32, kernel_size: 3, padding: 1 }` → `32, 3×3, pad 1`.
 */
export function paramsLine(definition: NodeDefinition, params: Params, most = MOST): string {
  // An instance's definition stands in its head, as its type.
  if (definition.instanceOf !== undefined) return ''
  const parts = paramFields(definition.params).flatMap((field) => {
    if (!Object.hasOwn(params, field.name) || field.inferred) return []
    const value = params[field.name]
    if (dequal(value, field.default)) return []
    return [partOf(field, value)]
  })
  return parts.slice(0, most).join(', ') + (parts.length > most ? ', …' : '')
}

/** `N×32×28×28`; a number for a batch of none. */
export function shapeText(shape: Shape): string {
  return shape.length === 0 ? tell('shape.scalar', 'scalar') : shape.join('×')
}

/** The type on a wire: its shape, and the dtype where it is not the usual one. */
export function typeText(type: TensorType): string {
  return type.dtype === 'float32' ? shapeText(type.shape) : `${shapeText(type.shape)} ${type.dtype}`
}

/** 813,802; 1.2 M from a million on where there is little room. */
export function countText(count: number): string {
  if (count < 1e6) return numberIn(count)
  return count < 1e9 ? `${numberIn(count / 1e6, 2)} M` : `${numberIn(count / 1e9, 2)} G`
}

function partOf(field: ParamField, value: unknown): string {
  const plain = field.required || field.kind === 'choice' || field.initial !== undefined
  const bare = plain && !NAMED.has(field.name)
  const text = field.kind === 'pair' ? pairText(value, bare) : valueText(field, value)
  if (field.kind === 'boolean')
    return value === true ? field.name : tell('node.without', 'no {{name}}', { name: field.name })
  return bare ? text : `${SHORT[field.name] ?? field.name} ${text}`
}

function pairText(value: unknown, square: boolean): string {
  if (Array.isArray(value)) return value.join('×')
  return typeof value === 'number' && square ? `${value}×${value}` : String(value)
}

function valueText(field: ParamField, value: unknown): string {
  if (field.kind !== 'numbers' || !Array.isArray(value)) return plainText(value)
  const shown = value.slice(0, MOST_NUMBERS).map(String)
  return `[${[...shown, ...(value.length > MOST_NUMBERS ? ['…'] : [])].join(', ')}]`
}

function plainText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.join('×')
  const text = String(value)
  return text.length > 24 ? `…${text.slice(-22)}` : text
}
