/** Remedies that several node types offer; `infer` tries each, so that they may be more than hold. */
import type { Params } from '../document'
import type { Shape } from '../infer/dims'
import type { RuleFix } from './rule-error'

/** A new node on the wire into `handle`. */
export function inserting(
  handle: string,
  type: string,
  insertParams: Params = {},
  more: { params?: Params; unset?: string[] } = {},
): RuleFix {
  const given = Object.entries(insertParams).map(([name, value]) => `${name}=${textOf(value)}`)
  return { kind: 'insert', label: `Insert ${type}(${given.join(', ')})`, type, handle, insertParams, ...more }
}

/** A tensor brought to that number of dimensions, the batch included: some made one, or new ones of size 1. */
export function toRank(handle: string, shape: Shape, rank: number): RuleFix[] {
  const missing = rank - shape.length
  if (missing < 0) return rank < 1 ? [] : [inserting(handle, 'Flatten', { start_dim: rank - 1 })]
  if (missing === 0) return []
  if (missing === 1) return [1, -1].map((dim) => inserting(handle, 'Unsqueeze', { dim }))
  const last = shape.at(-1)
  if (shape.length < 2 || typeof last !== 'number')
    return shape.length === 0
      ? []
      : [inserting(handle, 'Reshape', { shape: [-1, ...Array.from({ length: rank - 1 }, () => 1)] })]
  const side = Math.sqrt(last)
  const ones = Array.from({ length: missing }, () => 1)
  return [
    ...(missing === 2 && Number.isInteger(side) && side > 1
      ? [inserting(handle, 'Unflatten', { dim: -1, unflattened_size: [1, side, side] })]
      : []),
    inserting(handle, 'Unflatten', { dim: -1, unflattened_size: [last, ...ones] }),
  ]
}

/** The same layer for another number of dimensions: for Conv2d, Conv1d and Conv3d. */
export function siblings(type: string): RuleFix[] {
  const [, stem, rank] = /^(.+)(\d)d$/.exec(type) ?? []
  return [1, 2, 3].flatMap((sizes) =>
    stem === undefined || String(sizes) === rank
      ? []
      : [{ kind: 'replace', type: `${stem}${sizes}d`, sizes } as const],
  )
}

/** For an input of another number of dimensions than the layer takes. */
export function forRank(type: string, shape: Shape, rank: number, handle = 'input'): RuleFix[] {
  return [...siblings(type), ...toRank(handle, shape, rank)]
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
}
