import { describe, expect, it } from 'vitest'
import type { TensorChange } from '../../engine/protocol'
import { changedElements, elementAt, indexOf, samePlace, typedNumber } from './tensor-editing'
import { firstChoice, shownPart } from './tensor-view'
import { editOf, FIRST_DRAFT } from './change-edit'

const target = { kind: 'edge', path: ['u'], edge: 'e1' } as const
const change = (edit: TensorChange['edit']): TensorChange => ({
  id: 1,
  target: { ...target, path: [...target.path] },
  direction: 'forward',
  edit,
  step: 0,
})

describe('a tensor that is changed by hand', () => {
  it('knows the place of an element of a table, and its index', () => {
    expect(elementAt([], [], 0, 0)).toBe(0)
    expect(elementAt([5], [], 3, 0)).toBe(3)
    expect(elementAt([4, 6], [], 2, 5)).toBe(17)
    expect(elementAt([2, 3, 4, 5], [1, 2], 3, 4)).toBe(119)
    expect(indexOf(119, [2, 3, 4, 5])).toEqual([1, 2, 3, 4])
    expect(indexOf(0, [])).toEqual([])
  })

  it('marks the elements, the slice, or all of it', () => {
    expect(changedElements([], [4, 6])).toBeNull()
    const some = changedElements(
      [
        change({ kind: 'set', indices: [3] }),
        change({ kind: 'fill', amount: 1, part: { start: [1, 0], size: [2, 2] } }),
      ],
      [4, 6],
    )!
    const marked = Array.from({ length: 24 }, (_, i) => i).filter(some)
    expect(marked).toEqual([3, 6, 7, 12, 13])
    expect(changedElements([change({ kind: 'scale', amount: 2 })], [4, 6])!(23)).toBe(true)
  })

  it('is told from others', () => {
    const here = { target: { ...target, path: ['u'] }, direction: 'forward' as const }
    expect(samePlace(change({ kind: 'fill' }), here)).toBe(true)
    expect(samePlace(change({ kind: 'fill' }), { ...here, direction: 'backward' })).toBe(false)
    expect(samePlace(change({ kind: 'fill' }), { ...here, target: { ...target, path: [] } })).toBe(false)
  })

  it('takes numbers as people type and copy them', () => {
    expect(['1e-3', ' −2.5 ', '+3', 'nan', '-inf', '∞'].map(typedNumber)).toEqual([
      0.001,
      -2.5,
      3,
      NaN,
      -Infinity,
      Infinity,
    ])
    expect(['', 'x', '1 2'].map(typedNumber)).toEqual([null, null, null])
  })

  it('has a part that is shown, but for one that is seen whole', () => {
    const room = { maps: 4, mapSize: 8, rows: 10, columns: 4 }
    const choice = { ...firstChoice(4), sample: 1, channel: 2, row: 3, column: 4 }
    expect(shownPart([2, 3, 20, 6], choice, room)).toEqual({ start: [1, 2, 3, 4], size: [1, 1, 10, 2] })
    expect(shownPart([8, 4], { ...choice, row: 0, column: 0 }, room)).toBeNull()
    expect(shownPart([12], { ...choice, row: 5 }, room)).toEqual({ start: [5], size: [7] })
    expect(shownPart([], choice, room)).toBeNull()
  })

  it('gets the edit that was filled in, or says which field is wrong', () => {
    const part = { start: [0], size: [2] }
    expect(editOf({ ...FIRST_DRAFT, value: '−1' }, null)).toEqual({ edit: { kind: 'fill', value: -1 } })
    expect(editOf({ ...FIRST_DRAFT, kind: 'scale', where: 'shown' }, part)).toEqual({
      edit: { kind: 'scale', factor: 0.5, part },
    })
    expect(editOf({ ...FIRST_DRAFT, kind: 'noise', std: '-1' }, null)).toEqual({
      field: 'std',
      problem: "A deviation is a finite number from 0 on, not '-1'.",
    })
    expect(editOf({ ...FIRST_DRAFT, kind: 'noise', seed: '1.5' }, null)).toEqual({
      field: 'seed',
      problem: "A seed is a whole number from 0 on, not '1.5'.",
    })
    expect(editOf({ ...FIRST_DRAFT, kind: 'paste', array: '[1, 2' }, null)).toEqual({
      field: 'array',
      problem: 'Line 1, column 6: A bracket is not closed.',
    })
    expect(editOf({ ...FIRST_DRAFT, kind: 'paste', array: '1 2' }, null)).toEqual({
      edit: { kind: 'paste', shape: [2], values: Float32Array.of(1, 2) },
    })
    expect(editOf({ ...FIRST_DRAFT, kind: 'init', type: 'eye' }, null)).toEqual({
      edit: { kind: 'init', type: 'eye', params: {}, seed: 0 },
    })
  })
})
