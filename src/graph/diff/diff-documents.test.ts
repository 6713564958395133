import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applyCommand } from '../commands/apply'
import type { Command } from '../document/command'
import type { GraphDocument, ModuleDefinition } from '../document/document'
import { parseDocument } from '../file/parse'
import { testCnn, testDocument, testModule } from '../document/test-graph'
import { diffDocuments } from './diff-documents'
import { formatDifference } from './difference'

function apply(document: GraphDocument, ...commands: Command[]): GraphDocument {
  return commands.reduce((before, command) => {
    const result = applyCommand(before, command)
    if (result.kind === 'refused') throw new Error(result.reason)
    return result.document
  }, document)
}

function lines(before: GraphDocument, after: GraphDocument): string[] {
  return diffDocuments(before, after).map((difference) => formatDifference(difference, after.main))
}

function changedNet(
  document: GraphDocument,
  change: (net: ModuleDefinition) => ModuleDefinition,
): GraphDocument {
  return { ...document, modules: { ...document.modules, Net: change(document.modules['Net']!) } }
}

const BLOCK = testModule(
  [['x: Input'], ['fc: Linear', { out_features: 4 }], ['y: Output']],
  ['x → fc', 'fc → y'],
)
const nested = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ['a: Module', { module: 'Block' }],
    ['b: Module', { module: 'Block' }],
  ],
  ['x → a.x', 'a.y → b.x'],
  { Block: BLOCK },
)

describe('a diff of two documents', () => {
  it('is empty for a document and its copy, its places, its view, and the order of its keys', () => {
    const moved = apply(testCnn(), {
      kind: 'move',
      module: 'Net',
      positions: [{ node: 'fc', position: { x: 9, y: 9 } }],
    })
    expect(lines(testCnn(), testCnn())).toEqual([])
    expect(lines(testCnn(), { ...moved, view: { zoom: 2 } })).toEqual([])
    const turned = changedNet(testCnn(), ({ nodes, ...rest }) => ({
      ...rest,
      nodes: nodes.map(
        (node) => Object.fromEntries(Object.entries(node).toReversed()) as unknown as typeof node,
      ),
    }))
    expect(lines(testCnn(), turned)).toEqual([])
  })

  it('takes a default that is written down, and a pair of the same, as what they mean', () => {
    const params = { out_channels: 8, kernel_size: [3, 3], padding: 1, stride: 1, bias: true }
    const after = apply(testCnn(), { kind: 'set-params', module: 'Net', node: 'conv1', params })
    expect(lines(testCnn(), after)).toEqual([])
  })

  it('tells params, names, types, calls and weights of nodes', () => {
    const after = apply(
      testCnn(),
      { kind: 'set-params', module: 'Net', node: 'conv1', params: { out_channels: 64 } },
      { kind: 'rename', module: 'Net', node: 'fc', name: 'head' },
      { kind: 'replace-type', module: 'Net', node: 'relu1', type: 'Tanh' },
      { kind: 'set-call', module: 'Net', node: 'flatten', call: 'functional' },
      { kind: 'set-loss-weight', module: 'Net', node: 'loss', weight: 0.5 },
    )
    expect(lines(testCnn(), after)).toEqual([
      '~ Net.conv1  out_channels 8 → 64',
      '~ Net.relu1  type ReLU → Tanh',
      '~ Net.flatten  call module → functional',
      '~ Net.head  name fc → head',
      '~ Net.loss  loss_weight 1 → 0.5',
    ])
  })

  it('tells nodes and wires that come and go by their names', () => {
    const after = apply(
      testCnn(),
      { kind: 'remove-nodes', module: 'Net', nodes: ['relu1'], reconnect: true },
      { kind: 'add-node', module: 'Net', type: 'ReLU', name: 'relu3', position: { x: 0, y: 0 } },
    )
    expect(lines(testCnn(), after)).toEqual([
      '+ Net.relu3 (ReLU)',
      '- Net.relu1 (ReLU)',
      '- wire conv1.output → relu1.input',
      '- wire relu1.output → conv2.input',
      '+ wire conv1.output → conv2.input',
    ])
  })

  it('knows a wire by its ends, whatever its id, also where probes and hooks name it', () => {
    const hook = {
      id: 'h0',
      edge: 'e3',
      pass: 'backward',
      type: 'clip_norm',
      params: { max_norm: 1 },
    } as const
    const before = changedNet(testCnn(), (net) => ({ ...net, probes: [{ edge: 'e3' }], hooks: [hook] }))
    const renumbered = changedNet(before, (net) => ({
      ...net,
      edges: net.edges.map((edge) => ({ ...edge, id: `w${edge.id}` })),
      probes: [{ edge: 'we3' }],
      hooks: [{ ...hook, edge: 'we3' }],
    }))
    expect(lines(before, renumbered)).toEqual([])
    const looser = changedNet(before, (net) => ({
      ...net,
      probes: [],
      hooks: [{ ...hook, params: { max_norm: 5 } }],
    }))
    expect(lines(before, looser)).toEqual([
      '- probe conv2.output → pool.input',
      '~ hook conv2.output → pool.input  pass=backward type=clip_norm params={max_norm=1} → pass=backward type=clip_norm params={max_norm=5}',
    ])
    expect(lines(testCnn(), before)).toEqual([
      '+ probe conv2.output → pool.input',
      '+ hook conv2.output → pool.input  pass=backward type=clip_norm params={max_norm=1}',
    ])
  })

  it('tells training, title and lesson', () => {
    const before = testCnn()
    const training = {
      ...before.training,
      epochs: 3,
      optimizer: { type: 'SGD', params: { lr: 0.1, momentum: 0.9 } },
    }
    const after = { ...before, meta: { title: 'A CNN' }, training }
    expect(lines(before, after)).toEqual([
      '~ title (not set) → "A CNN"',
      '~ training  optimizer.lr 0.01 → 0.1',
      '~ training  optimizer.momentum 0 → 0.9',
      '~ training  epochs 1 → 3',
    ])
    const adam = { ...before, training: { ...before.training, optimizer: { type: 'Adam', params: {} } } }
    expect(lines(before, adam)[0]).toBe('~ training  optimizer SGD → Adam')
  })

  it('tells a definition that is new, gone, renamed, or other inside', () => {
    const renamed: GraphDocument = {
      ...nested,
      modules: {
        Net: {
          ...nested.modules['Net']!,
          nodes: nested.modules['Net']!.nodes.map((node) =>
            node.type === 'Module' ? { ...node, params: { module: 'Dense' } } : node,
          ),
        },
        Dense: BLOCK,
      },
    }
    expect(lines(nested, renamed)).toEqual(['~ module Block → Dense'])
    const wider = apply(renamed, {
      kind: 'set-params',
      module: 'Dense',
      node: 'fc',
      params: { out_features: 8 },
    })
    expect(lines(nested, wider)).toEqual(['~ module Block → Dense', '~ Dense.fc  out_features 4 → 8'])
    const more: GraphDocument = {
      ...nested,
      modules: { ...nested.modules, Spare: testModule([['r: ReLU']], []) },
    }
    expect(lines(nested, more)).toEqual(['+ module Spare (1 node)'])
    expect(lines(more, nested)).toEqual(['- module Spare (1 node)'])
    const cut = apply(nested, { kind: 'disconnect', module: 'Block', edges: ['e1'] })
    expect(lines(nested, cut)).toEqual(['- wire Block: fc.output → y.input'])
  })

  it('tells an order of nodes that changes what is printed and drawn first', () => {
    const two = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Linear', { out_features: 2 }],
        ['b: Linear', { out_features: 2 }],
      ],
      ['x → a', 'x → b'],
    )
    const turned = changedNet(two, (net) => ({ ...net, nodes: net.nodes.toReversed() }))
    expect(lines(two, turned)).toEqual(['~ Net  order of the nodes'])
  })

  it('writes values so that nothing in them can be taken for a line of its own', () => {
    const hostile = 'x\n+ Net.fake (ReLU)\u001b[2J'
    const after = changedNet(testCnn(), (net) => ({
      ...net,
      nodes: net.nodes.map((node) =>
        node.id === 'fc' ? { ...node, name: hostile, params: { ...node.params, note: hostile } } : node,
      ),
    }))
    expect(lines(testCnn(), after).map((line) => line.includes('\n'))).toEqual([false, false])
    expect(lines(testCnn(), after)[0]).toBe(
      '~ Net.x\\u000a+ Net.fake (ReLU)\\u001b[2J  name fc → "x\\n+ Net.fake (ReLU)\\u001b[2J"',
    )
  })

  it('says of two samples what makes the functional one of the other', () => {
    const read = (name: string): GraphDocument => {
      const url = new URL(`../../../resources/samples/${name}.json`, import.meta.url)
      const { document } = parseDocument(readFileSync(url, 'utf8'))
      if (document === null) throw new Error(`no ${name}`)
      return document
    }
    const [functional, modules] = [read('mnist-cnn'), read('mnist-cnn-modules')]
    const there = diffDocuments(functional, modules)
    expect(there.some(({ kind }) => kind === 'field')).toBe(true)
    expect(diffDocuments(modules, functional).filter(({ kind }) => kind === 'field')).toHaveLength(
      there.filter(({ kind }) => kind === 'field').length,
    )
  })
})
