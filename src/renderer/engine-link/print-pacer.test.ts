import { describe, expect, it } from 'vitest'
import type { PrintedText } from '../../engine/protocol'
import { PrintPacer } from './print-pacer'

const text = (step: number, hook = 'h0'): PrintedText => ({
  module: 'Net',
  hook,
  path: [],
  text: `step ${step}`,
})

describe('PrintPacer', () => {
  it('lets all through of a hook that prints seldom', () => {
    const pacer = new PrintPacer()
    for (let step = 0; step < 100; step++)
      expect(pacer.take([text(step)], step * 500)).toEqual([{ ...text(step), leftOut: 0 }])
    expect(pacer.rest()).toEqual([])
  })

  it('shows few of a million texts, says how many are missing, and the last of them', () => {
    const pacer = new PrintPacer()
    const steps = 1_000_000
    const shown = []
    for (let step = 0; step < steps; step += 100) {
      const texts = Array.from({ length: 100 }, (_, i) => text(step + i))
      shown.push(...pacer.take(texts, step / 100))
    }
    shown.push(...pacer.rest())
    expect(shown.length).toBeLessThan(50)
    expect(shown.at(-1)!.text).toBe(`step ${steps - 1}`)
    expect(shown.length + shown.reduce((sum, { leftOut }) => sum + leftOut, 0)).toBe(steps)
  })

  it('keeps the hooks apart', () => {
    const pacer = new PrintPacer()
    pacer.take(Array.from({ length: 1000 }, (_, i) => text(i)), 0) // prettier-ignore
    expect(pacer.take([text(0, 'h1')], 0)).toHaveLength(1)
    expect(pacer.take([{ ...text(0), path: ['n3'] }], 0)).toHaveLength(1)
    expect(pacer.take([text(0)], 0)).toHaveLength(0)
  })
})
