import { describe, expect, it } from 'vitest'
import { readPython } from './read-python'

const source = (distance: string): string => `import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.loss = nn.TripletMarginWithDistanceLoss(distance_function=${distance}, margin=2.0)

    def forward(self, x, y, z):
        return self.loss(self.fc(x), self.fc(y), self.fc(z))
`

/** What the loss is imported as, and what is told of it. */
function imported(distance: string): unknown {
  const result = readPython(source(distance))
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const net = result.document.modules[result.document.main]!
  const loss = net.nodes.find(({ name }) => name.startsWith('loss'))
  return { type: loss?.type, params: loss?.params, notes: result.notes.map(({ message }) => message) }
}

describe('the distance of a triplet loss', () => {
  it.each([
    ['None', 'pairwise_distance'],
    ['nn.PairwiseDistance()', 'pairwise_distance'],
    ['F.pairwise_distance', 'pairwise_distance'],
    ['lambda x, y: 1.0 - F.cosine_similarity(x, y)', 'cosine_distance'],
    ['lambda a, b: 1 - torch.cosine_similarity(b, a)', 'cosine_distance'],
  ])('is read from %s', (text, distance) => {
    const found = imported(text) as { type: string; params: Record<string, unknown> }
    expect(found.type).toBe('TripletMarginWithDistanceLoss')
    expect({ distance_function: 'pairwise_distance', ...found.params }).toMatchObject({
      distance_function: distance,
      margin: 2,
    })
  })

  it.each([
    ['lambda x, y: (x - y).abs().sum(-1)', 'lambda'],
    ['lambda x, y: F.cosine_similarity(x, y)', 'lambda'],
    ['lambda x, y: 1.0 - F.cosine_similarity(x, x)', 'lambda'],
    ['nn.PairwiseDistance(p=1)', 'PairwiseDistance'],
  ])('is told where no node has it: %s', (text, name) => {
    const found = imported(text) as { type: string; notes: string[] }
    expect(found.type).toBe('Opaque')
    expect(found.notes.join(' ')).toContain(name)
  })
})
