import { describe, expect, it } from 'vitest'
import { addThinned } from './thinned'

const thinning = { most: 100, numberOf: (point: number) => point }

describe('addThinned', () => {
  it('keeps few points, evenly spread, from the beginning to the last', () => {
    const row: number[] = []
    for (let point = 1; point <= 10_007; point++) addThinned(row, [point], thinning)
    expect(row.length).toBeGreaterThan(50)
    expect(row.length).toBeLessThanOrEqual(101)
    expect(row.at(-1)).toBe(10_007)
    const gaps = new Set(row.slice(0, -1).map((point, i) => point - (row[i - 1] ?? 0)))
    expect([...gaps]).toEqual([128])
  })

  it('keeps all while they are few', () => {
    const row: number[] = []
    addThinned(row, [1, 2, 3], thinning)
    addThinned(row, [], thinning)
    addThinned(row, [4], thinning)
    expect(row).toEqual([1, 2, 3, 4])
  })

  it('makes the same row of points one by one, in batches, and of a row that was thinned before', () => {
    const points = Array.from({ length: 3000 }, (_, i) => i + 1)
    const single: number[] = []
    for (const point of points) addThinned(single, [point], thinning)
    const batches: number[] = []
    for (let start = 0; start < points.length; start += 70)
      addThinned(batches, points.slice(start, start + 70), thinning)
    const again: number[] = []
    addThinned(again, single, thinning)
    expect(batches).toEqual(single)
    expect(again).toEqual(single)
  })
})
