import { beforeAll, describe, expect, it } from 'vitest'
import { planGraph } from '../../graph/plan/make-plan'
import { testDocument } from '../../graph/document/test-graph'
import { memory, ready } from '../index'
import { compile } from './compile'
import { inferDocument } from '../../graph/infer/infer'

beforeAll(() => ready())

const SIZE = 1_000_000_000

describe('a layer that is larger than any memory', () => {
  it('is refused with its place', () => {
    const document = testDocument(
      [['x: Input', { shape: [SIZE] }], ['huge: Linear', { out_features: SIZE, bias: false }], ['y: Output']],
      ['x → huge', 'huge → y'],
    )
    const result = planGraph(inferDocument(document))
    if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
    const before = memory()
    expect(() => compile(result.plan)).toThrow(
      expect.objectContaining({
        problem: {
          message: expect.stringMatching(/^There is not enough memory for /) as string,
          remedy: 'Use a smaller layer or a smaller batch, or close other programs.',
          module: 'Net',
          node: 'huge',
          name: 'huge',
        },
      }),
    )
    expect(memory()).toEqual(before)
  })
})
