import { expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { inferDocument } from '../../graph/infer/infer'
import { parseDocument } from '../../graph/file/parse'
import { paletteEntry } from './entries'
import { addWired, judgeCommand, judgeWire, nextPort, possibleWires, suggestEntries } from './connections'
import type { Port, Scene } from './connections'

function sceneOf(text: string): Scene {
  const { document } = parseDocument(text)
  if (document === null) throw new Error('not a document')
  return { document, module: document.main, inference: inferDocument(document) }
}

/** data → conv1 → relu1 → conv2 → relu2 → pool → flatten → fc1 → relu3 → fc2 → loss */
const cnn = sceneOf(readFileSync('resources/samples/mnist-cnn.json', 'utf8'))
const id = (name: string) => cnn.inference.main.definition.nodes.find((node) => node.name === name)?.id ?? ''
const wire = (from: string, to: string) => ({
  source: id(from), sourceHandle: 'output', target: id(to), targetHandle: 'input',
}) // prettier-ignore
const output = (name: string): Port => ({ node: id(name), handle: 'output', kind: 'source' })

it('accepts a wire that fits', () => {
  expect(judgeWire(cnn, wire('conv1', 'conv2'))).toEqual({ kind: 'fits' })
})

it('refuses a wire that would close a cycle, and says so', () => {
  const verdict = judgeWire(cnn, wire('relu2', 'conv1'))
  expect(verdict).toMatchObject({ kind: 'refused' })
  expect(verdict.kind !== 'fits' && verdict.reason).toContain('cycle')
})

it('explains a wire that goes wrong only further down, with the name of the node that fails', () => {
  const verdict = judgeWire(cnn, wire('pool', 'fc2'))
  expect(verdict.kind).toBe('wrong')
  expect(verdict.kind === 'wrong' && verdict.reason).toMatch(/^loss: /)
})

it('suggests what fits a port first, and what does not fit after it', () => {
  const suggestions = suggestEntries(cnn, output('flatten'))
  const types = (fits: boolean) =>
    suggestions.filter((each) => each.fits === fits).map(({ entry }) => entry.type)
  expect(types(true)).toContain('Linear')
  expect(types(false)).toContain('MaxPool2d')
  expect(types(true)).not.toContain('Dataset')
  const firstWrong = suggestions.findIndex(({ fits }) => !fits)
  expect(suggestions.slice(firstWrong).every(({ fits }) => !fits)).toBe(true)
})

it('suggests sources for an input port', () => {
  const types = suggestEntries(cnn, { node: id('conv1'), handle: 'input', kind: 'target' }).map(
    ({ entry }) => entry.type,
  )
  expect(types).toContain('Input')
  expect(types).not.toContain('Output')
})

it('adds and wires a node as one undo step', () => {
  const entry = paletteEntry('Dropout')
  const command = entry && addWired(cnn, entry, output('fc1'), { position: { x: 0, y: 0 }, id: 'new' })
  expect(command).toMatchObject({ kind: 'batch' })
  expect(command && judgeCommand(cnn, command)).toEqual({ kind: 'fits' })
})

it('lists the inputs that an output can go to, those that fit first and none that would close a cycle', () => {
  const wires = possibleWires(cnn, output('pool'))
  const targets = wires.map(({ wire: { target } }) => target)
  expect(targets).not.toContain(id('conv1'))
  expect(targets).not.toContain(id('pool'))
  expect(wires[0]?.verdict.kind).toBe('fits')
})

it('goes on from the output that is still free', () => {
  const free = sceneOf(
    JSON.stringify({
      format: 'gradwire.graph', version: 1, main: 'Net',
      modules: { Net: {
        nodes: [
          { id: 'a', type: 'Dataset', name: 'data', params: { source: 'digits' } },
          { id: 'b', type: 'Conv2d', name: 'conv1', params: { out_channels: 4, kernel_size: 3 } },
        ],
        edges: [{ id: 'e', source: 'a', sourceHandle: 'x', target: 'b', targetHandle: 'input' }],
      } },
    }), // prettier-ignore
  )
  expect(nextPort(free, 'a')).toEqual({ node: 'a', handle: 'y', kind: 'source' })
  expect(nextPort(free, 'b')).toEqual({ node: 'b', handle: 'output', kind: 'source' })
})

it('suggests losses for labels first, and nothing that takes other values', () => {
  const labels: Port = { node: id('data'), handle: 'y', kind: 'source' }
  const suggestions = suggestEntries(cnn, labels)
  const fitting = suggestions.filter(({ fits }) => fits).map(({ entry }) => entry.type)
  expect(fitting.slice(0, 2)).toContain('CrossEntropyLoss')
  expect(fitting).toContain('Embedding')
  for (const type of ['Bilinear', 'MultiheadAttention', 'Linear', 'MSELoss'])
    expect(fitting).not.toContain(type)
  const entry = paletteEntry('CrossEntropyLoss')
  const command = entry && addWired(cnn, entry, labels, { position: { x: 0, y: 0 }, id: 'new' })
  expect(command).toMatchObject({ commands: [{}, { targetHandle: 'target' }] })
})

it('wires labels that are no classes to the target of a loss too', () => {
  const prices = sceneOf(readFileSync('resources/samples/linear-regression.json', 'utf8'))
  const data = prices.inference.main.definition.nodes.find(({ type }) => type === 'Dataset')?.id ?? ''
  const labels: Port = { node: data, handle: 'y', kind: 'source' }
  expect(suggestEntries(prices, labels)[0]?.entry.definition.role).toBe('loss')
  const entry = paletteEntry('MSELoss')
  const command = entry && addWired(prices, entry, labels, { position: { x: 0, y: 0 }, id: 'new' })
  expect(command).toMatchObject({ commands: [{}, { targetHandle: 'target' }] })
})
