import { describe, expect, it } from 'vitest'
import { LookHistory, MOST_LOOKS } from './look-history'

const look = (step: number, value = step) => ({ step, value, notFinite: false })

describe('LookHistory', () => {
  it('keeps one look a step, the last one, and so many of the last', () => {
    const history = new LookHistory()
    history.add('a', look(1, 5))
    history.add('a', look(1, 6))
    expect(history.looks('a')).toEqual([look(1, 6)])
    for (let step = 2; step <= MOST_LOOKS + 10; step++) history.add('a', look(step))
    expect(history.looks('a')).toHaveLength(MOST_LOOKS)
    expect(history.looks('a').at(-1)).toEqual(look(MOST_LOOKS + 10))
    expect(history.looks('b')).toEqual([])
  })

  it('forgets a run when another begins', () => {
    const history = new LookHistory()
    history.add('a', look(9))
    history.add('a', look(1))
    expect(history.looks('a')).toEqual([look(1)])
  })
})
