import { describe, expect, it } from 'vitest'
import { residualsOf } from './residuals'

describe('residuals', () => {
  it('are what the points have over the line, with the root of their mean square', () => {
    const points: [number, number][] = [
      [0, 1],
      [1, 1],
      [2, 5],
    ]
    const curve: [number, number][] = [
      [0, 0],
      [2, 4],
    ]
    const found = residualsOf({ kind: 'line', step: 1, points, curve })
    expect(found.each).toEqual([1, -1, 1])
    expect(found).toMatchObject({ rmse: 1, mean: expect.closeTo(1 / 3, 12), largest: 1 })
  })

  it('leave out points beside the line', () => {
    const found = residualsOf({ kind: 'line', step: 1, points: [[5, 1]], curve: [] })
    expect(found).toMatchObject({ each: [null], rmse: NaN })
  })
})
