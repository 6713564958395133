/** The columns of the list of parameters: what they show, and how they sort. */
import type { ParameterNumbers, ParameterRow } from '../../engine/protocol'
import { assertNever } from '../../graph/basics/assert-never'
import { countText, shapeText } from '../../graph/drawing/node-text'
import { numberText } from '../texts/number-text'

/** A row with what was measured of it; null: nothing yet. */
export interface ListedParameter {
  row: ParameterRow
  numbers: ParameterNumbers | null
}

export type ColumnId =
  | 'key'
  | 'shape'
  | 'count'
  | 'mean'
  | 'std'
  | 'min'
  | 'max'
  | 'norm'
  | 'gradNorm'
  | 'updateRatio'
  | 'requiresGrad'

export interface Sorting {
  by: ColumnId
  descending: boolean
}

export interface Column {
  id: ColumnId
  /** In the page's pixels; the name takes what is left. */
  width: number
  numeric: boolean
}

export const COLUMNS: readonly Column[] = [
  { id: 'key', width: 124, numeric: false },
  { id: 'shape', width: 92, numeric: false },
  { id: 'count', width: 68, numeric: true },
  { id: 'mean', width: 76, numeric: true },
  { id: 'std', width: 72, numeric: true },
  { id: 'min', width: 76, numeric: true },
  { id: 'max', width: 76, numeric: true },
  { id: 'norm', width: 72, numeric: true },
  { id: 'gradNorm', width: 76, numeric: true },
  { id: 'updateRatio', width: 100, numeric: true },
  { id: 'requiresGrad', width: 104, numeric: false },
]
/** Where the panel is narrow these give way, the first first; a row tells their numbers at the pointer. */
const GIVE_WAY: readonly ColumnId[] = ['min', 'max', 'std', 'mean', 'count', 'norm', 'updateRatio']
/** In pixels at the usual text size, as the widths. */
export const ROW_HEIGHT = 28

/** The columns that fit side by side, with the one that is sorted by. */
export function columnsFor(width: number, sortedBy?: ColumnId): readonly Column[] {
  const hidden = new Set<ColumnId>()
  for (const id of GIVE_WAY.filter((each) => each !== sortedBy)) {
    if (leastWidth(COLUMNS.filter((column) => !hidden.has(column.id))) <= width) break
    hidden.add(id)
  }
  return COLUMNS.filter(({ id }) => !hidden.has(id))
}

export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0)
}

/** For CSS: the name takes what is left. */
export function gridTemplate([name, ...others]: readonly Column[]): string {
  return [`minmax(${inRem(name?.width ?? 0)}, 1fr)`, ...others.map(({ width }) => inRem(width))].join(' ')
}

/** For CSS, from pixels at the usual text size. */
export function inRem(pixels: number): string {
  return `${pixels / 16}rem`
}

export function countOf({ shape }: ParameterRow): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** What a cell says; the name and requires_grad have parts of their own. */
export function cellOf({ row, numbers }: ListedParameter, id: ColumnId): string {
  switch (id) {
    case 'key':
      return row.key
    case 'requiresGrad':
      return ''
    case 'shape':
      return shapeText(row.shape)
    case 'count':
      return countText(countOf(row))
    case 'mean':
    case 'std':
    case 'min':
    case 'max':
    case 'norm':
    case 'gradNorm':
    case 'updateRatio': {
      const value = numbers?.[id] ?? null
      return value === null ? '–' : numberText(value, 3)
    }
    default:
      return assertNever(id)
  }
}

/** Sorted by a column; what has no number there comes last, and equal ones stay in the order of the `state_dict`. */
export function sorted(rows: readonly ListedParameter[], { by, descending }: Sorting): ListedParameter[] {
  const sign = descending ? -1 : 1
  const keyed = rows.map((listed) => ({ listed, key: keyOf(listed, by) }))
  return keyed
    .sort((a, b) => {
      const [none, other] = [isNothing(a.key), isNothing(b.key)]
      if (none || other) return none === other ? 0 : none ? 1 : -1
      if (typeof a.key === 'string' && typeof b.key === 'string')
        return sign * a.key.localeCompare(b.key, 'en', { numeric: true })
      return sign * (Number(a.key) - Number(b.key))
    })
    .map(({ listed }) => listed)
}

function keyOf({ row, numbers }: ListedParameter, by: ColumnId): string | number | null {
  if (by === 'key') return row.key
  if (by === 'shape') return row.shape.map((length) => String(length)).join('×')
  if (by === 'count') return countOf(row)
  if (by === 'requiresGrad') return row.kind === 'buffer' ? 2 : row.requiresGrad ? 0 : 1
  return numbers?.[by] ?? null
}

function isNothing(key: string | number | null): boolean {
  return key === null || Number.isNaN(key)
}
