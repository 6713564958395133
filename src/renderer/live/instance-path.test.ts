import { describe, expect, it } from 'vitest'
import { documentSchema } from '../../graph/document'
import { instancePath } from './instance-path'

function instance(id: string, module: string) {
  return { id, type: 'Module', name: id, params: { module } }
}
const document = documentSchema.parse({
  format: 'gradwire.graph',
  version: 1,
  main: 'Net',
  modules: {
    Net: { nodes: [instance('a', 'Block'), instance('b', 'Deep')], edges: [] },
    Block: { nodes: [instance('c', 'Deep')], edges: [] },
    Deep: { nodes: [instance('d', 'Deep')], edges: [] },
    Unused: { nodes: [], edges: [] },
  },
})

describe('instancePath', () => {
  it('is empty for the root and leads to the nearest instance of any other definition', () => {
    expect(instancePath(document, 'Net')).toEqual([])
    expect(instancePath(document, 'Block')).toEqual(['a'])
    expect(instancePath(document, 'Deep')).toEqual(['b'])
  })

  it('ends for definitions that contain themselves, and is null where nothing flows', () => {
    expect(instancePath(document, 'Unused')).toBeNull()
    expect(instancePath(document, 'constructor')).toBeNull()
  })
})
