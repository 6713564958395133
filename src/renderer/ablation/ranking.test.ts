import { describe, expect, it } from 'vitest'
import { ranking } from './ranking'

describe('channels by what the loss is without them', () => {
  it('have the largest change first, whichever its sign', () => {
    const ranked = ranking({ loss: 1, losses: [1.25, 0.5, 1, 1.5] })
    expect(ranked.map(({ channel }) => channel)).toEqual([1, 3, 0, 2])
    expect(ranked.map(({ change }) => change)).toEqual([-0.5, 0.5, 0.25, 0])
    expect(ranked.map(({ share }) => share)).toEqual([-1, 1, 0.5, 0])
  })

  it('have what is not finite before all, and no bars where nothing changes', () => {
    expect(ranking({ loss: 1, losses: [3, NaN] }).map(({ channel }) => channel)).toEqual([1, 0])
    expect(ranking({ loss: 1, losses: [1, 1] }).map(({ share }) => share)).toEqual([0, 0])
  })
})
