/** Noise as PyTorch draws it, and masks that come in as a graph's inputs. */
import { beforeAll, describe, expect, it } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import { inferDocument } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { manualSeed, ready, scope, tensor, type Tensor } from '../index'
import { compile, runPass } from './compile'

beforeAll(async () => void (await ready()))

function resultsOf(
  document: ReturnType<typeof testDocument>,
  inputs: Readonly<Record<string, Tensor>>,
): Tensor[] {
  const planned = planGraph(inferDocument(document))
  if (planned.kind === 'refused') throw new Error(planned.findings[0]!.message)
  const compiled = compile(planned.plan)
  const { nodes } = document.modules[document.main]!
  const feed = new Map(
    Object.entries(inputs).map(([name, output]) => [
      nodes.find((node) => node.name === name)!.id,
      { output },
    ]),
  )
  return runPass(compiled, feed, null).results
}

describe('a graph', () => {
  it('draws the noise of torch.randn_like anew in every pass', () => {
    const document = testDocument(
      [['x: Input', { shape: [3] }], ['noise: RandnLike'], ['y: Output']],
      ['x → noise', 'noise → y'],
    )
    scope(() => {
      const x = tensor(new Float32Array(6), { shape: [2, 3], requiresGrad: true })
      manualSeed(3)
      const [first] = resultsOf(document, { x })
      // torch.manual_seed(3); torch.randn_like(torch.zeros(2, 3))
      const expected = [0.80327606, 0.17483339, 0.0889781, -0.61371803, 0.04618245, -1.36825919]
      Array.from(first!.data()).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6))
      expect(first!.requiresGrad).toBe(false)
      const [second] = resultsOf(document, { x })
      expect(second!.data()).not.toEqual(first!.data())
    })
  })

  it('takes a mask, and gives its gradient to what it chose alone', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [3] }],
        ['mask: Input', { shape: [3], dtype: 'bool' }],
        ['hidden: MaskedFill', { value: -1 }],
        ['y: Output'],
      ],
      ['x → hidden', 'mask → hidden.mask', 'hidden → y'],
    )
    scope(() => {
      const x = tensor(Float32Array.of(1, 2, 3), { shape: [1, 3], requiresGrad: true })
      const mask = tensor([[true, false, true]])
      const [y] = resultsOf(document, { x, mask })
      expect(y!.toArray()).toEqual([[-1, 2, -1]])
      y!.sum().backward()
      expect(x.grad!.toArray()).toEqual([[0, 1, 0]])
    })
  })
})
