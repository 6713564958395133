import { describe, expect, it } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { documentMeaning } from './document-meaning'

const file = {
  format: 'gradwire.graph',
  version: 1,
  main: 'Net',
  modules: {
    Net: {
      nodes: [
        { id: 'n1', type: 'Linear', name: 'fc', params: { out_features: 3 }, position: { x: 1, y: 2 } },
      ],
      edges: [],
      probes: [{ edge: 'e1' }],
    },
  },
  training: {
    optimizer: { type: 'SGD', params: { lr: 0.1, momentum: 0.9 } },
    batch_size: 8,
    epochs: 2,
    seed: 4,
  },
}

function meaning(edit: (draft: typeof file) => void) {
  const draft = structuredClone(file)
  edit(draft)
  return documentMeaning(documentSchema.parse(draft))
}
const before = meaning(() => undefined)
const node = (draft: typeof file) => draft.modules.Net.nodes[0]!

describe('documentMeaning', () => {
  it('does not change when a node is moved or a probe is taken off', () => {
    const after = meaning((draft) => {
      node(draft).position = { x: 100, y: 200 }
      draft.modules.Net.probes = []
    })
    expect(after).toEqual(before)
  })

  it('changes with a parameter, a name and the optimiser', () => {
    const networks = [
      meaning((draft) => (node(draft).params.out_features = 4)),
      meaning((draft) => (node(draft).name = 'other')),
      meaning((draft) => (draft.training.optimizer.params.momentum = 0.5)),
      meaning((draft) => (draft.training.optimizer.type = 'Adam')),
    ].map(({ network }) => network)
    expect(new Set([before.network, ...networks]).size).toBe(5)
  })

  it('leaves the learning rate, batch size and epochs to the settings', () => {
    const after = meaning((draft) => {
      draft.training.optimizer.params.lr = 0.2
      draft.training.batch_size = 16
    })
    expect(after.network).toBe(before.network)
    expect(after.settings).toEqual({ lr: 0.2, batchSize: 16, epochs: 2, seed: 4 })
  })
})
