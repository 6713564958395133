import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../document/document'
import { testDocument } from '../document/test-graph'
import { inferDocument } from '../infer/infer'
import { checkOptimizerFits } from './optimizer-fits'

function net(
  params: Record<string, unknown>,
  more: Record<string, unknown> = {},
  type = 'Muon',
): GraphDocument {
  const document = testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['y: Input', { shape: [2] }],
      ['first: Linear', { out_features: 3, bias: false }],
      ['second: Linear', { out_features: 2, ...params }, more],
      ['loss: MSELoss', {}],
    ],
    ['x → first', 'first → second', 'second → loss.input', 'y → loss.target'],
  )
  return { ...document, training: { ...document.training, optimizer: { type, params: {} } } }
}

const found = (document: GraphDocument) => checkOptimizerFits(inferDocument(document))

describe('an optimiser of matrices', () => {
  it('is told at the first parameter that is none, in the words of PyTorch, with what to do', () => {
    const [finding, ...others] = found(net({}))
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      severity: 'error',
      name: 'second',
      message: 'Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([2])',
      remedy: expect.stringContaining('bias of second'),
    })
    expect(finding?.fixes).toMatchObject([
      { label: 'Use AdamW', command: { kind: 'set-training', training: { optimizer: { type: 'AdamW' } } } },
    ])
  })

  it.each([
    ['has none', net({ bias: false })],
    ['does not let it learn', net({}, { requires_grad: { bias: false } })],
    ['is trained by another', net({}, {}, 'Adafactor')],
  ])('has nothing to tell of a net that %s', (_, document) => expect(found(document)).toEqual([]))
})
