import { describe, expect, it } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { documentMeaning, sameNetwork, sameSettings } from './document-meaning'

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
    expect(sameNetwork(after, before)).toBe(true)
    expect(sameSettings(after, before)).toBe(true)
  })

  it.each<[string, (changed: typeof file) => void]>([
    ['a parameter', (changed) => (node(changed).params.out_features = 4)],
    ['a name', (changed) => (node(changed).name = 'other')],
    ['a param of the optimiser', (changed) => (changed.training.optimizer.params.momentum = 0.5)],
    ['the optimiser', (changed) => (changed.training.optimizer.type = 'Adam')],
  ])('changes with %s', (_, edit) => {
    expect(sameNetwork(meaning(edit), before)).toBe(false)
    expect(sameSettings(meaning(edit), before)).toBe(true)
  })

  it('leaves the learning rate, batch size and epochs to the settings', () => {
    const after = meaning((changed) => {
      changed.training.optimizer.params.lr = 0.2
      changed.training.batch_size = 16
    })
    expect(sameNetwork(after, before)).toBe(true)
    expect(sameSettings(after, before)).toBe(false)
    expect(after.settings).toEqual({ lr: 0.2, batchSize: 16, epochs: 2, seed: 4 })
  })
})
