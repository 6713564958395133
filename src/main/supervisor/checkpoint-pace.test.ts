import { describe, expect, it } from 'vitest'
import { pauseAfter, SHORTEST_AGE_MS } from './checkpoint-pace'

describe('the pace of checkpoints', () => {
  it.each([
    { cost: 0.5, took: 4 },
    { cost: 40, took: 100 },
    { cost: 150, took: 900 },
    { cost: 400, took: 6000 },
  ])(
    'leaves $cost ms of training time a state no older than it may be, and costs little',
    ({ cost, took }) => {
      const pause = pauseAfter({ cost, took }, SHORTEST_AGE_MS)
      const age = took + pause + took
      expect(age).toBeLessThanOrEqual(Math.max(5000, 100 * cost))
      expect(cost / age).toBeLessThanOrEqual(0.01)
    },
  )

  it('leaves as much time between two as one takes', () => {
    expect(pauseAfter({ cost: 10, took: 3000 }, SHORTEST_AGE_MS)).toBe(3000)
  })
})
