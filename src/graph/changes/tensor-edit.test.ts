import { describe, expect, it } from 'vitest'
import { edited, fitsIn, placesOf, tensorEdit } from './tensor-edit'

const values = Float32Array.from([0, 1, 2, 3, 4, 5])
const part = { start: [0, 1], size: [2, 2] }

describe('an edit of a tensor', () => {
  it('sets elements, to one number or to one each', () => {
    expect([...edited(values, [2, 3], { kind: 'set', indices: [1, 5], values: Float32Array.of(9) })]).toEqual(
      [0, 9, 2, 3, 4, 9],
    )
    expect([
      ...edited(values, [2, 3], { kind: 'set', indices: [1, 5], values: Float32Array.of(9, NaN) }),
    ]).toEqual([0, 9, 2, 3, 4, NaN])
  })

  it('fills, scales and pastes a slice, and leaves the rest', () => {
    expect([...edited(values, [2, 3], { kind: 'fill', value: 7, part })]).toEqual([0, 7, 7, 3, 7, 7])
    expect([...edited(values, [2, 3], { kind: 'scale', factor: -2, part })]).toEqual([0, -2, -4, 3, -8, -10])
    const pasted = { kind: 'paste' as const, values: Float32Array.of(6, 7, 8, 9), shape: [2, 2], part }
    expect([...edited(values, [2, 3], pasted)]).toEqual([0, 6, 7, 3, 8, 9])
    expect([...values]).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('knows the places of a slice, also of a number alone and of nothing', () => {
    expect([...placesOf([2, 3], part)]).toEqual([1, 2, 4, 5])
    expect([...placesOf([], undefined)]).toEqual([0])
    expect([...placesOf([2, 0], undefined)]).toEqual([])
    expect(fitsIn(part, [2, 3])).toBe(true)
    expect(fitsIn(part, [2, 2])).toBe(false)
    expect(fitsIn(part, [2, 3, 1])).toBe(false)
  })

  it('may fill with NaN and infinities, and refuses what is no edit', () => {
    for (const value of [NaN, Infinity, -Infinity, 0.5])
      expect(tensorEdit.safeParse({ kind: 'fill', value }).success).toBe(true)
    expect(tensorEdit.safeParse({ kind: 'fill', value: 'x' }).success).toBe(false)
    expect(tensorEdit.safeParse({ kind: 'noise', std: -1, seed: 0 }).success).toBe(false)
  })
})
