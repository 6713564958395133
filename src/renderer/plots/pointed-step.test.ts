import { expect, it } from 'vitest'
import { nearestStep } from './pointed-step'

it('finds the step nearest to one', () => {
  expect(nearestStep([10, 20, 40], 29)).toBe(1)
  expect(nearestStep([10, 20, 40], 31)).toBe(2)
  expect(nearestStep([10, 20, 40], -5)).toBe(0)
  expect(nearestStep([10, 20, 40], 999)).toBe(2)
  expect(nearestStep([], 3)).toBe(-1)
})
