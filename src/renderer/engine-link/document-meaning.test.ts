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

function meaning(edit: (changed: typeof file) => void) {
  const changed = structuredClone(file)
  edit(changed)
  return documentMeaning(documentSchema.parse(changed))
}
const before = meaning(() => undefined)
const node = (changed: typeof file) => changed.modules.Net.nodes[0]!

describe('documentMeaning', () => {
  it('does not change when a node is moved or a probe is taken off', () => {
    const after = meaning((changed) => {
      node(changed).position = { x: 100, y: 200 }
      changed.modules.Net.probes = []
    })
    expect(after).toEqual(before)
  })

  it('changes with a parameter, a name and the optimiser', () => {
    const networks = [
      meaning((changed) => (node(changed).params.out_features = 4)),
      meaning((changed) => (node(changed).name = 'other')),
      meaning((changed) => (changed.training.optimizer.params.momentum = 0.5)),
      meaning((changed) => (changed.training.optimizer.type = 'Adam')),
    ].map(({ network }) => network)
    expect(new Set([before.network, ...networks]).size).toBe(5)
  })

  it('leaves the learning rate, batch size and epochs to the settings', () => {
    const after = meaning((changed) => {
      changed.training.optimizer.params.lr = 0.2
      changed.training.batch_size = 16
    })
    expect(after.network).toBe(before.network)
    expect(after.settings).toEqual({ lr: 0.2, batchSize: 16, epochs: 2, seed: 4 })
  })
})
