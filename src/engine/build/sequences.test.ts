import { beforeAll, describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { planGraph } from '../../graph/plan/make-plan'
import { testDocument } from '../../graph/document/test-graph'
import { manualSeed, nn, randn, ready, scope } from '../index'
import { compile, runPass } from './compile'
import { inferDocument } from '../../graph/infer/infer'

beforeAll(async () => void (await ready()))

/** An encoder whose state starts a decoder, by the wires given. */
function translator(wires: string[]): GraphDocument {
  return testDocument(
    [
      ['x: Input', { shape: [5, 3] }],
      ['y: Input', { shape: [4, 2] }],
      ['encoder: LSTM', { hidden_size: 6, batch_first: true }],
      ['decoder: LSTM', { hidden_size: 6, batch_first: true }],
      ['out: Output'],
    ],
    ['x → encoder', 'y → decoder', 'decoder → out', ...wires],
  )
}

describe('LSTM nodes', () => {
  it('hand their states on, whatever the order of the wires', () => {
    const planned = planGraph(
      inferDocument(translator(['encoder.c_n → decoder.c_0', 'encoder.h_n → decoder.h_0'])),
    )
    if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.findings))
    scope(() => {
      manualSeed(0)
      const compiled = compile(planned.plan)
      const [x, y] = [randn([2, 5, 3]), randn([2, 4, 2])]
      const { results } = runPass(
        compiled,
        new Map(Object.entries({ x: { output: x }, y: { output: y } })),
        null,
      )
      manualSeed(0)
      const encoder = new nn.LSTM(3, 6, { batchFirst: true })
      const decoder = new nn.LSTM(2, 6, { batchFirst: true })
      const [, states] = encoder.call(x)
      const [expected] = decoder.call(y, states)
      expect(results[0]!.toArray()).toEqual(expected.toArray())
    })
  })

  it('start from zeros without wires, and want both states or none', () => {
    expect(planGraph(inferDocument(translator([]))).kind).toBe('plan')
    const planned = planGraph(inferDocument(translator(['encoder.h_n → decoder.h_0'])))
    if (planned.kind === 'plan') throw new Error('planned with half a state')
    expect(planned.findings).toMatchObject([
      { node: 'decoder', handle: 'c_0', message: 'h_0 is connected, but c_0 is not.' },
    ])
  })
})
