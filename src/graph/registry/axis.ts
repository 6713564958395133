/** Dimensions by their numbers, as PyTorch counts them, and remedies where there is no such dimension. */
import type { Dim, Shape } from '../types/dims'
import { formatShape } from '../types/dims'
import { RuleError } from './rule-error'
import type { RuleFix } from './rule-error'
import { tell } from '../../words/tell'

/** A dimension counted from the front; negative ones count from the back. Errors: PyTorch's `Dimension out of range`. */
export function axisOf(dim: number, rank: number, param: string): number {
  const near = nearestAxis(dim, rank)
  return isDim(dim, rank) ? near : refuse(dim, rank, param, [atEnd(near, param)])
}

/** Two params that name a dimension each. Errors: as `axisOf`; where neither exists, the remedy is for both. */
export function axisPair(dims: Readonly<Record<string, number>>, rank: number): [number, number] {
  const named = Object.entries(dims)
  if (named.every(([, dim]) => !isDim(dim, rank))) {
    const near = Object.fromEntries(named.map(([param, dim]) => [param, nearestAxis(dim, rank)]))
    const label = Object.entries(near)
      .map(([param, axis]) => `${param}=${axis}`)
      .join(', ')
    const [param = '', dim = 0] = named[0] ?? []
    refuse(dim, rank, param, [{ kind: 'set', label, params: near }])
  }
  const [first = 0, second = 0] = named.map(([param, dim]) => axisOf(dim, rank, param))
  return [first, second]
}

/** Several dimensions (null: all), counted from the front. Errors: as `axisOf`; one named twice. */
export function axesOf(dims: number | readonly number[] | null, rank: number, param: string): number[] {
  if (dims === null) return Array.from({ length: rank }, (_, axis) => axis)
  if (typeof dims === 'number') {
    const axis = axisOf(dims, rank, param)
    return rank === 0 ? [] : [axis]
  }
  const near = [...new Set(dims.map((dim) => nearestAxis(dim, rank)))]
  const fixes = [setTo(param, near)]
  const axes = axesOfList(dims, rank, param, fixes)
  const twice = axes.find((axis, index) => axes.indexOf(axis) !== index)
  if (twice === undefined) return rank === 0 ? [] : axes
  throw new RuleError(`dim ${twice} appears multiple times in the list of dims`, {
    param,
    remedy: tell('rules.axis.name_each_dimension_once', 'Name each dimension once.'),
    fixes,
  })
}

/** Each dimension of a list, counted from the front. Errors: as `axisOf`, with these remedies. */
export function axesOfList(dims: readonly number[], rank: number, param: string, fixes: RuleFix[]): number[] {
  return dims.map((dim) => (isDim(dim, rank) ? nearestAxis(dim, rank) : refuse(dim, rank, param, fixes)))
}

/** A shape without those dimensions, or with 1 in their places. */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): Shape {
  if (keepdim) return shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
  return shape.filter((_, axis) => !axes.includes(axis))
}

/** Remedies that name another dimension: each whose size suits. */
export function suitingDims(shape: Shape, suits: (size: Dim) => boolean): RuleFix[] {
  return shape.flatMap((size, dim) =>
    suits(size)
      ? [
          {
            kind: 'set',
            label: tell('rules.axis.dim_of_size', 'dim={{dim}}, of size {{size}}', { dim, size }),
            params: { dim },
          } as const,
        ]
      : [],
  )
}

/** The remedy that gives a param that list. */
export function setTo(param: string, list: readonly number[]): RuleFix {
  return {
    kind: 'set',
    label: tell('rules.axis.fits', '{{param}}={{list}} fits', { param, list: formatShape(list) }),
    params: { [param]: list },
  }
}

function isDim(dim: number, rank: number): boolean {
  const range = Math.max(rank, 1)
  return dim < range && dim >= -range
}

function nearestAxis(dim: number, rank: number): number {
  const range = Math.max(rank, 1)
  return Math.min(Math.max(dim < 0 ? dim + range : dim, 0), range - 1)
}

function refuse(dim: number, rank: number, param: string, fixes: RuleFix[]): never {
  const range = Math.max(rank, 1)
  throw new RuleError(
    `Dimension out of range (expected to be in range of [${-range}, ${range - 1}], but got ${dim})`,
    {
      param,
      remedy: tell(
        'rules.axis.input_has_dimensions_batch_included',
        'The input has {{rank}} dimensions, the batch included.',
        { rank },
      ),
      fixes,
    },
  )
}

function atEnd(axis: number, param: string): RuleFix {
  const label =
    axis === 0
      ? tell('rules.axis.first', '{{param}}={{axis}} is the first dimension', { param, axis })
      : tell('rules.axis.last', '{{param}}={{axis}} is the last dimension', { param, axis })
  return { kind: 'set', label, params: { [param]: axis } }
}
