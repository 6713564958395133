/** Remedies that several node types offer; `infer` tries each, so that they may be more than hold. */
import type { Params } from '../document/document'
import { divideDim } from '../types/dims'
import type { Dim, Shape } from '../types/dims'
import type { RuleFix } from './rule-error'
import { tell } from '../../words/tell'

/** A new node on the wire into `handle`. */
export function inserting(
  handle: string,
  type: string,
  insertParams: Params = {},
  more: { params?: Params; unset?: string[] } = {},
): RuleFix {
  const given = Object.entries(insertParams).map(([name, value]) => `${name}=${textOf(value)}`)
  return {
    kind: 'insert',
    label: insertLabel(handle, `${type}(${given.join(', ')})`),
    type,
    handle,
    insertParams,
    ...more,
  }
}

function insertLabel(handle: string, call: string): string {
  if (handle === 'input') return tell('fix.insert', 'Insert {{call}}', { call })
  return tell('fix.insert_at', 'Insert {{call}} at {{handle}}', { call, handle })
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

/** A tensor brought to the shape of another, or to one that goes with it. */
export function toShape(handle: string, shape: Shape, wanted: Shape): RuleFix[] {
  const missing = wanted.length - shape.length
  const places = (of: Shape): number[] => of.map((_, dim) => dim)
  const ones = missing < 0 ? places(shape).filter((dim) => shape[dim] === 1) : []
  const gaps = missing === 1 ? places(wanted) : []
  const [batch, ...sample] = wanted
  const rows = typeof batch === 'string' && sample.every((size) => typeof size === 'number')
  return [
    ...ones.map((dim) => inserting(handle, 'Squeeze', { dim })),
    ...gaps.map((dim) => inserting(handle, 'Unsqueeze', { dim })),
    ...toRank(handle, shape, wanted.length),
    ...(missing === 0 && shape.length > 1 ? [turning(handle)] : []),
    ...(rows ? [inserting(handle, 'Reshape', { shape: [-1, ...sample] })] : []),
  ]
}

/** The last two dimensions exchanged. */
export function turning(handle: string): RuleFix {
  return inserting(handle, 'Transpose', { dim0: -2, dim1: -1 })
}

/** The dimension behind the last brought to the second place, as losses and layers want channels. */
export function channelsSecond(handle: string, { length: rank }: Shape): RuleFix[] {
  if (rank < 3) return []
  const dims = [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, index) => index + 1)]
  return [inserting(handle, 'Permute', { dims })]
}

/** Lists that multiply up to `total`, each the given one but for one size; those that keep its last sizes first. */
export function solvedSizes(total: Dim, sizes: readonly number[]): number[][] {
  return sizes.flatMap((_, place) => {
    const others = sizes.map((size, at) => (at === place || size < 1 ? 1 : size))
    const left = divideDim(
      total,
      others.reduce((a, b) => a * b, 1),
    )
    if (left === undefined) return []
    return [others.map((size, at) => (at !== place ? size : typeof left === 'number' ? left : -1))]
  })
}
