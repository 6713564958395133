import { describe, expect, it } from 'vitest'
import type { StopInfo } from '../../engine/protocol'
import { callKey } from '../../graph/breakpoints/call-key'
import { gathersShares } from './stop-place'

const BEFORE: StopInfo = {
  step: 1,
  phase: 'backward',
  at: { kind: 'call', pass: 'backward', when: 'before', path: ['block'], node: 'conv' },
  reason: 'advance',
  breakpoint: null,
  condition: null,
  hits: {},
  done: { forward: [], backward: [callKey([], 'loss'), callKey(['block'], 'add')] },
}

describe('gathersShares', () => {
  it('says that the sum at the input of a module grows while the backward pass is inside the module', () => {
    expect(gathersShares(BEFORE, ['block'], 'x')).toBe(true)
  })

  it('says that the sum at a node grows until the pass comes to the node', () => {
    expect(gathersShares(BEFORE, ['block'], 'relu')).toBe(true)
    expect(gathersShares(BEFORE, ['block'], 'conv')).toBe(false)
    expect(gathersShares(BEFORE, ['block'], 'add')).toBe(false)
  })

  it('says that it is whole once the pass has left the module', () => {
    const at = { kind: 'call', pass: 'backward', when: 'after', path: [], node: 'block' } as const
    expect(gathersShares({ ...BEFORE, at }, ['block'], 'x')).toBe(false)
    expect(gathersShares({ ...BEFORE, phase: 'step', at: { kind: 'phase' } }, ['block'], 'x')).toBe(false)
    expect(gathersShares(null, ['block'], 'x')).toBe(false)
  })
})
