import { describe, expect, it } from 'vitest'
import type { ParameterRow } from '../../engine/protocol'
import { cellOf, COLUMNS, columnsFor, countOf, leastWidth, sorted } from './parameter-columns'
import type { ListedParameter } from './parameter-columns'

function listed(key: string, shape: number[], mean: number | null, requiresGrad = true): ListedParameter {
  const row: ParameterRow = {
    key,
    sharedBy: [],
    target: { kind: 'parameter', path: [], node: key, name: 'weight' },
    kind: 'parameter',
    dtype: 'float32',
    shape,
    requiresGrad,
  }
  const rest = { std: 0, min: 0, max: 0, norm: 0, gradNorm: null, updateRatio: null }
  return { row, numbers: mean === null ? null : { mean, ...rest } }
}
const rows = [
  listed('fc10', [2, 3], NaN),
  listed('fc2', [10], 0.5),
  listed('a', [4, 4], null),
  listed('b', [1], -1, false),
]
const keys = (list: ListedParameter[]) => list.map(({ row }) => row.key)

describe('the list of parameters', () => {
  it('sorts names as people count, both ways', () => {
    expect(keys(sorted(rows, { by: 'key', descending: false }))).toEqual(['a', 'b', 'fc2', 'fc10'])
    expect(keys(sorted(rows, { by: 'key', descending: true }))).toEqual(['fc10', 'fc2', 'b', 'a'])
  })

  it('sorts by numbers, what has none last both ways', () => {
    expect(keys(sorted(rows, { by: 'mean', descending: false }))).toEqual(['b', 'fc2', 'fc10', 'a'])
    expect(keys(sorted(rows, { by: 'mean', descending: true }))).toEqual(['fc2', 'b', 'fc10', 'a'])
    expect(keys(sorted(rows, { by: 'count', descending: true }))).toEqual(['a', 'fc2', 'fc10', 'b'])
    expect(keys(sorted(rows, { by: 'requiresGrad', descending: true }))[0]).toBe('b')
  })

  it('has room for the longest number in every column of them', () => {
    // Of JetBrains Mono at 11 px, between what a cell keeps free.
    const widthOf = (text: string) => 6.6 * text.length + 16
    const smallest = { mean: -1.23e-10, min: -1.23e-10, max: -1.23e-10 }
    const positive = { std: 1.23e-10, norm: 1.23e-10, gradNorm: 1.23e-10, updateRatio: 1.23e-10 }
    const { row } = listed('a', [1], 0)
    const numbers = { ...smallest, ...positive }
    for (const { id, width } of COLUMNS)
      if (id in numbers) expect(widthOf(cellOf({ row, numbers }, id)), id).toBeLessThanOrEqual(width)
  })

  it('writes what a cell shows', () => {
    expect(rows.map(({ row }) => countOf(row))).toEqual([6, 10, 16, 1])
    expect(cellOf(rows[0]!, 'mean')).toBe('NaN')
    expect(cellOf(rows[2]!, 'mean')).toBe('–')
    expect(cellOf(rows[1]!, 'gradNorm')).toBe('–')
    expect(cellOf(listed('x', [1000, 10], 0), 'count')).toBe('10,000')
  })
})

describe('columns', () => {
  it.each([320, 480, 640, 760, 900, 1400])(
    'of a panel %i wide leave nothing to scroll to, and keep what learning is about',
    (width) => {
      const columns = columnsFor(width)
      if (width >= 480) expect(leastWidth(columns)).toBeLessThanOrEqual(width)
      expect(columns.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['key', 'shape', 'gradNorm', 'requiresGrad']),
      )
    },
  )

  it.each(COLUMNS.map(({ id }) => id))('with %s among them where the list is sorted by it', (id) => {
    const columns = columnsFor(510, id)
    expect(columns.map((column) => column.id)).toContain(id)
    expect(leastWidth(columns)).toBeLessThanOrEqual(510)
  })

  it('all stand there where there is room, and none comes and goes twice', () => {
    const counts = Array.from({ length: 1200 }, (_, width) => columnsFor(width).length)
    expect(counts.at(-1)).toBe(COLUMNS.length)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
  })
})
