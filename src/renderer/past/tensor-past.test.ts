import { describe, expect, it } from 'vitest'
import type { FlowFrame } from '../../graph/frames/frame'
import { MOST_PAST, TensorPast } from './tensor-past'

const frame = (step: number, mean = step): FlowFrame => ({
  probe: 1,
  direction: 'forward',
  step,
  shape: [2],
  statistics: { min: 0, max: 1, mean, std: 1, norm: 1, zeros: 0, nan: 0, inf: 0 },
  histogram: { low: 0, high: 1, counts: new Uint32Array(64).fill(step) },
  picture: null,
})

describe('the past of a tensor', () => {
  it('has one look a step, the last of it', () => {
    const past = new TensorPast()
    past.add('a', frame(1, 5))
    past.add('a', frame(1, 6))
    past.add('a', frame(4))
    expect(past.looks('a').map(({ step, statistics }) => [step, statistics.mean])).toEqual([
      [1, 6],
      [4, 4],
    ])
    expect(past.looks('b')).toEqual([])
  })

  it('begins anew with a run that does', () => {
    const past = new TensorPast()
    past.add('a', frame(9))
    past.add('a', frame(1))
    expect(past.looks('a').map(({ step }) => step)).toEqual([1])
  })

  it('reaches back to the first step however long a run is', () => {
    const past = new TensorPast()
    for (let step = 1; step <= 10 * MOST_PAST; step++) past.add('a', frame(step))
    const steps = past.looks('a').map((look) => look.step)
    expect(steps.length).toBeLessThanOrEqual(MOST_PAST)
    expect(steps.length).toBeGreaterThanOrEqual(MOST_PAST / 2)
    expect([steps[0], steps.at(-1)]).toEqual([1, 10 * MOST_PAST])
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  })

  it('keeps counts of its own', () => {
    const past = new TensorPast()
    const seen = frame(3)
    past.add('a', seen)
    seen.histogram.counts.fill(0)
    expect(past.looks('a')[0]!.histogram.counts[0]).toBe(3)
  })
})
