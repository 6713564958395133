import { describe, expect, it } from 'vitest'
import type { StopInfo } from '../../engine/protocol'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { nodeStand, wireOfStop } from './stop-place'
import { whereText, whyText } from './stop-sentence'

const BLOCK = testModule([['x: Input'], ['fc: Linear'], ['y: Output']], ['x → fc', 'fc → y'])
const document = testDocument(
  [['x: Input'], ['conv: Linear'], ['m: Module', { module: 'Block' }], ['out: Output']],
  ['x → conv', 'conv → m.x', 'm.y → out'],
  { Block: BLOCK },
)

const STATISTICS = { min: -13, max: 2, mean: 0, std: 1, norm: 12.4, zeros: 0.5, nan: 0, inf: 0 }
function stop(at: StopInfo['at'], more: Partial<StopInfo> = {}): StopInfo {
  const done = { forward: ['x', 'conv', 'm\nx', 'm\nfc'], backward: [] }
  return { step: 3, phase: 'forward', at, reason: 'advance', breakpoint: null, condition: null, hits: {}, done, ...more } // prettier-ignore
}
const call = (when: 'before' | 'after', path: string[], node: string) =>
  stop({ kind: 'call', pass: 'forward', when, path, node })
const value = (more: Partial<StopInfo>) =>
  stop(
    {
      kind: 'value',
      pass: 'backward',
      place: { kind: 'edge', path: [], edge: 'e1' },
      shape: [2],
      statistics: STATISTICS,
    },
    { phase: 'backward', ...more },
  )

describe('where a step stands still', () => {
  it('is said in a sentence, with the names of the modules around', () => {
    expect(whereText(document, stop({ kind: 'phase' }))).toBe('Stopped before the forward pass, step 3.')
    expect(whereText(document, call('before', ['m'], 'fc'))).toBe('Stopped before m.fc, forward, step 3.')
    expect(whereText(document, call('after', [], 'conv'))).toBe('Stopped after conv, forward, step 3.')
    expect(whereText(document, value({}))).toBe('Stopped at conv → m, backward, step 3.')
  })

  it('is said where nothing came to the place that was chosen', () => {
    const missed = stop({ kind: 'phase' }, { phase: 'zero_grad', reason: 'missed' })
    expect(whereText(document, missed)).toBe('Stopped before zero_grad, step 3.')
    expect(whyText(missed)).toBe('Step 2 never came to the place that you chose.')
  })

  it('is said with why: the condition, what was measured, and how often', () => {
    expect(whyText(call('before', [], 'conv'))).toBe('')
    const hit = { reason: 'breakpoint' as const, breakpoint: 'b0', condition: 'norm > 10', hits: { b0: 2 } }
    expect(whyText(value(hit))).toBe('Breakpoint: norm > 10; norm is 12.40. Hit 2 times in this run.')
    expect(whyText(value({ ...hit, condition: 'mean(x) > 0', hits: { b0: 1 } }))).toBe(
      'Breakpoint: mean(x) > 0. Hit 1 time in this run.',
    )
  })
})

describe('how nodes stand in a step', () => {
  const inside = call('before', ['m'], 'y')
  it('tells where it is, what is done and what is not yet, in the main definition and inside', () => {
    expect(['x', 'conv', 'm', 'out'].map((node) => nodeStand(inside, [], node))).toEqual([
      'done',
      'done',
      'inside',
      'notYet',
    ])
    expect(['x', 'fc', 'y'].map((node) => nodeStand(inside, ['m'], node))).toEqual(['done', 'done', 'before'])
    expect(nodeStand(null, [], 'x')).toBeNull()
  })

  it('begins anew on the way back, and knows the wire', () => {
    expect(nodeStand(value({}), [], 'conv')).toBe('notYet')
    expect(wireOfStop(value({}), [])).toBe('e1')
    expect(wireOfStop(value({}), ['m'])).toBeNull()
  })
})
