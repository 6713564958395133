import { describe, expect, it } from 'vitest'
import { definitionOf } from '../document/document'
import type { GraphDocument } from '../document/document'
import { testCnn } from '../document/test-graph'
import { applyCommand } from './apply'

const MODULE = { module: 'Net' }

function withLone(type: string): GraphDocument {
  const position = { x: 5, y: 5 }
  const result = applyCommand(testCnn(), { kind: 'add-node', ...MODULE, type, position, id: 'lone' })
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.document
}

describe('insert-on-wire with a node that is there', () => {
  it('leads the wire with its probe through it', () => {
    const before = withLone('Dropout')
    const position = { x: 9, y: 0 }
    const result = applyCommand(before, {
      kind: 'insert-on-wire',
      ...MODULE,
      edge: 'e1',
      node: 'lone',
      position,
    })
    if (result.kind === 'refused') throw new Error(result.reason)
    const definition = definitionOf(result.document, 'Net')
    const wires = definition?.edges.map(({ id, source, target }) => `${id}: ${source} → ${target}`)
    expect(wires).toContain('e1: conv1 → lone')
    expect(wires).toContain('e8: lone → relu1')
    expect(definition?.nodes.find(({ id }) => id === 'lone')?.position).toEqual(position)
    expect(applyCommand(result.document, result.inverse)).toMatchObject({ kind: 'done', document: before })
  })

  it.each([
    ['pool', 'pool cannot be put on a wire: it has wires already.'],
    ['lone', 'Dataset cannot stand on a wire: it has no input.'],
  ])('refuses %s', (node, reason) => {
    const put = { kind: 'insert-on-wire', ...MODULE, edge: 'e1', node } as const
    expect(applyCommand(withLone('Dataset'), put)).toMatchObject({ kind: 'refused', reason })
  })
})
