import { describe, expect, it } from 'vitest'
import { applyCommand } from '../commands/apply'
import type { Command } from '../document/command'
import type { GraphDocument } from '../document/document'
import { parseDocument } from './parse'
import { serialiseDocument } from './serialise'
import { testCnn } from '../document/test-graph'

function changedLines(before: GraphDocument, command: Command): string[] {
  const result = applyCommand(before, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  const old = new Set(serialiseDocument(before).split('\n'))
  return serialiseDocument(result.document)
    .split('\n')
    .filter((line) => !old.has(line))
    .map((line) => line.trim())
}

describe('serialiseDocument', () => {
  it('comes back equal', () => {
    const text = serialiseDocument(testCnn())
    const { document } = parseDocument(text)
    expect(document).toEqual(testCnn())
    expect(document && serialiseDocument(document)).toBe(text)
  })

  it('writes what an edit changed on one line', () => {
    const command: Command = { kind: 'set-params', module: 'Net', node: 'fc', params: { out_features: 12 } }
    expect(changedLines(testCnn(), command)).toEqual([
      '{ "id": "fc", "type": "Linear", "name": "fc", "params": { "out_features": 12 }, "position": { "x": 1440, "y": 0 } },',
    ])
  })

  it('writes keys in a fixed order, whatever the order in the object, and unknown ones after them', () => {
    const [node] = testCnn().modules['Net']?.nodes ?? []
    if (node === undefined) throw new Error('no node')
    const shuffled = {
      colour: 'red',
      position: node.position,
      name: node.name,
      params: node.params,
      type: node.type,
      id: node.id,
    }
    const document = {
      ...testCnn(),
      later: { a: [1] },
      modules: { Net: { edges: [], note: 'x', nodes: [shuffled] } },
    }
    const text = serialiseDocument(document)
    expect(text).toContain(
      '{ "id": "data", "type": "Dataset", "name": "data", "params": { "source": "digits" }, "position": { "x": 0, "y": 0 }, "colour": "red" }',
    )
    expect(text.indexOf('"nodes"')).toBeLessThan(text.indexOf('"edges"'))
    expect(text.indexOf('"edges"')).toBeLessThan(text.indexOf('"note"'))
    expect(JSON.parse(text)).toMatchObject({ later: { a: [1] }, modules: { Net: { note: 'x' } } })
  })

  it('keeps unknown keys at every level on a round trip', () => {
    let text = serialiseDocument(testCnn())
    const places = [
      '"format"',
      '"nodes"',
      '"lr"',
      '"batch_size"',
      '"id": "conv1"',
      '"id": "e3"',
      '"x": 240',
      '"optimizer"',
    ]
    places.forEach((place, index) => {
      text = text.replace(place, `"unknown${index}": { "deep": [1, "${index}"] }, ${place}`)
    })
    const { document } = parseDocument(text)
    if (document === null) throw new Error('not read')
    expect(JSON.parse(serialiseDocument(document))).toEqual(JSON.parse(text))
  })

  it('changes the lines of what an edit changed, and no others', () => {
    const edits: [Command, added: number, removed: number][] = [
      [{ kind: 'rename', module: 'Net', node: 'pool', name: 'pool1' }, 1, 1],
      [{ kind: 'move', module: 'Net', positions: [{ node: 'conv2', position: { x: 7, y: 9 } }] }, 1, 1],
      [{ kind: 'set-call', module: 'Net', node: 'relu1', call: 'functional' }, 1, 1],
      [{ kind: 'set-loss-weight', module: 'Net', node: 'loss', weight: 2 }, 1, 1],
      [{ kind: 'set-training', training: { epochs: 9 } }, 1, 1],
      [{ kind: 'disconnect', module: 'Net', edges: ['e2'] }, 0, 1],
      [{ kind: 'remove-nodes', module: 'Net', nodes: ['relu1'] }, 0, 3],
      // What comes last ends without a comma, and the line before it gets one.
      [{ kind: 'add-node', module: 'Net', type: 'ReLU', position: { x: 0, y: 0 } }, 2, 1],
    ]
    const before = serialiseDocument(testCnn()).split('\n')
    for (const [command, added, removed] of edits) {
      const result = applyCommand(testCnn(), command)
      if (result.kind === 'refused') throw new Error(result.reason)
      const after = serialiseDocument(result.document).split('\n')
      const come = after.filter((line) => !before.includes(line))
      const gone = before.filter((line) => !after.includes(line))
      expect([command.kind, come.length, gone.length]).toEqual([command.kind, added, removed])
      // All other lines stand in their order.
      const kept = before.filter((line) => !gone.includes(line))
      expect(after.filter((line) => !come.includes(line))).toEqual(kept)
      // And back again.
      const undone = applyCommand(result.document, result.inverse)
      if (undone.kind === 'refused') throw new Error(undone.reason)
      expect(serialiseDocument(undone.document)).toBe(before.join('\n'))
    }
  })

  it('leaves the lines of the other arguments alone when one is set and unset again', () => {
    const set: Command = { kind: 'set-params', module: 'Net', node: 'conv1', params: { stride: 2 } }
    const unset: Command = { kind: 'set-params', module: 'Net', node: 'conv1', params: {}, unset: ['stride'] }
    const first = applyCommand(testCnn(), set)
    if (first.kind === 'refused') throw new Error(first.reason)
    const second = applyCommand(first.document, unset)
    if (second.kind === 'refused') throw new Error(second.reason)
    expect(serialiseDocument(second.document)).toBe(serialiseDocument(testCnn()))
  })
})
