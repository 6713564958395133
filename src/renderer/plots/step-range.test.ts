import { describe, expect, it } from 'vitest'
import { follow, moveBy, within, zoomAround } from './step-range'

const WHOLE = { from: 1, to: 101 }

describe('zoomAround', () => {
  it('keeps the step under the pointer where it is', () => {
    expect(zoomAround(WHOLE, WHOLE, 26, 0.5)).toEqual({ from: 13.5, to: 63.5 })
    expect(zoomAround({ from: 10, to: 30 }, WHOLE, 10, 0.5)).toEqual({ from: 10, to: 20 })
  })

  it('ends at the whole, and at two steps', () => {
    expect(zoomAround({ from: 10, to: 60 }, WHOLE, 30, 4)).toBeNull()
    expect(zoomAround({ from: 10, to: 13 }, WHOLE, 10, 0.1)).toEqual({ from: 10, to: 12 })
    expect(zoomAround({ from: 1, to: 1 }, { from: 1, to: 1 }, 1, 0.5)).toBeNull()
  })

  it('moves into the whole what would stand out', () => {
    expect(zoomAround({ from: 1, to: 41 }, WHOLE, 41, 1.5)).toEqual({ from: 1, to: 61 })
  })
})

describe('moveBy', () => {
  it('goes on by a share of the width, and stops at the ends', () => {
    expect(moveBy({ from: 11, to: 31 }, WHOLE, 0.5)).toEqual({ from: 21, to: 41 })
    expect(moveBy({ from: 11, to: 31 }, WHOLE, -2)).toEqual({ from: 1, to: 21 })
    expect(moveBy({ from: 71, to: 91 }, WHOLE, 2)).toEqual({ from: 81, to: 101 })
  })
})

describe('follow', () => {
  it('goes on with the run where its end was seen', () => {
    expect(follow({ from: 81, to: 101 }, WHOLE, { from: 1, to: 111 })).toEqual({ from: 91, to: 111 })
  })

  it('stays elsewhere', () => {
    expect(follow({ from: 11, to: 31 }, WHOLE, { from: 1, to: 111 })).toEqual({ from: 11, to: 31 })
  })

  it('is nothing once a run has begun anew', () => {
    expect(follow({ from: 81, to: 101 }, WHOLE, { from: 1, to: 3 })).toBeNull()
  })
})

describe('within', () => {
  it('is no range where all is seen', () => expect(within({ from: -5, to: 200 }, WHOLE)).toBeNull())
})
