import { beforeAll, expect, it } from 'vitest'
import { planGraph } from '../../graph/plan/make-plan'
import { testDocument } from '../../graph/document/test-graph'
import { ready, scope, tensor } from '../index'
import { compile, runPass } from './compile'
import { inferDocument } from '../../graph/infer/infer'

beforeAll(async () => void (await ready()))

it('lets a node run before the one whose parameters it shares', () => {
  const document = testDocument(
    [
      ['b: Linear', { out_features: 2 }, { shared_with: 'a' }],
      ['x: Input', { shape: [2] }],
      ['a: Linear', { out_features: 2 }],
      ['y: Output'],
    ],
    ['x → b', 'b → a', 'a → y'],
  )
  const result = planGraph(inferDocument(document))
  if (result.kind !== 'plan') throw new Error(result.findings[0]?.message)
  const compiled = compile(result.plan)
  scope(() => {
    expect([...compiled.net.stateDict().keys()]).toEqual(['a.weight', 'a.bias'])
    compiled.net.loadStateDict({
      'a.weight': tensor([
        [0, 2],
        [1, 0],
      ]),
      'a.bias': tensor([1, 0]),
    })
    const x = tensor([[3, 4]])
    const { results } = runPass(compiled, new Map([[compiled.slots[0]!.node, { output: x }]]), null)
    expect(results[0]!.toArray()).toEqual([[7, 9]])
  })
})
