import { describe, expect, it } from 'vitest'
import type { FlowFrame } from '../../graph/frames/frame'
import { DepthHistory, lookOf, MOST_LOOKS } from './depth-history'

const look = (step: number, value = step) => ({ step, value, notFinite: false })
const frame = (shape: number[], norm: number, bad: { nan?: number; inf?: number } = {}): FlowFrame => ({
  probe: 1,
  direction: 'forward',
  step: 7,
  shape,
  statistics: { min: 0, max: 0, mean: 0, std: 0, norm, zeros: 0, nan: 0, inf: 0, ...bad },
  histogram: { low: 0, high: 0, counts: new Uint32Array(64) },
  picture: null,
})

describe('lookOf', () => {
  it('is of a gradient its norm', () => {
    expect(lookOf({ ...frame([4, 25], 20), direction: 'backward' })?.value).toBe(20)
  })

  it('is of an activation the norm over the square root of the number of values', () => {
    expect(lookOf(frame([4, 25], 20))).toEqual({ step: 7, value: 2, notFinite: false })
    expect(lookOf(frame([], 3))).toEqual({ step: 7, value: 3, notFinite: false })
  })

  it('is nothing of a tensor without elements, and says where values are not finite', () => {
    expect(lookOf(frame([0, 3], 0))).toBeNull()
    expect(lookOf(frame([2], 1, { nan: 1 }))?.notFinite).toBe(true)
    expect(lookOf(frame([2], 1, { inf: 2 }))?.notFinite).toBe(true)
  })
})

describe('DepthHistory', () => {
  it('keeps one look a step, the last one, and so many of the last', () => {
    const history = new DepthHistory()
    history.add('a', look(1, 5))
    history.add('a', look(1, 6))
    expect(history.looks('a')).toEqual([look(1, 6)])
    for (let step = 2; step <= MOST_LOOKS + 10; step++) history.add('a', look(step))
    expect(history.looks('a')).toHaveLength(MOST_LOOKS)
    expect(history.looks('a').at(-1)).toEqual(look(MOST_LOOKS + 10))
    expect(history.looks('b')).toEqual([])
  })

  it('forgets a run when another begins', () => {
    const history = new DepthHistory()
    history.add('a', look(9))
    history.add('a', look(1))
    expect(history.looks('a')).toEqual([look(1)])
  })
})
