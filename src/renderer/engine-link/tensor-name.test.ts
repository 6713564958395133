import { describe, expect, it } from 'vitest'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { changeLabel, tensorName } from './tensor-name'

const inner = testModule(
  [['h: Input'], ['fc: Linear', { out_features: 4 }], ['out: Output']],
  ['h → fc', 'fc → out'],
)
const document = testDocument(
  [
    ['x: Input', { shape: [4] }],
    ['block: Module', { module: 'Block' }],
    ['last: Linear', { out_features: 2 }],
  ],
  ['x → block.h', 'block.out → last'],
  { Block: inner },
)
const block = document.modules['Net']!.nodes.find(({ name }) => name === 'block')!.id
const fc = inner.nodes.find(({ name }) => name === 'fc')!.id
const wire = inner.edges.find(({ target }) => target === fc)!.id
const path = [block]

describe('names of tensors', () => {
  it('say where they are, in instances too', () => {
    expect(tensorName(document, { kind: 'edge', path, edge: wire })).toBe('block.h → fc')
    expect(tensorName(document, { kind: 'port', path, node: fc, handle: 'output' })).toBe('block.fc')
    expect(tensorName(document, { kind: 'parameter', path, node: fc, name: 'weight' })).toBe(
      'block.fc.weight',
    )
    expect(tensorName(document, { kind: 'parameter', path: [], node: 'gone', name: '' })).toBe('gone')
  })

  it('are part of what was changed', () => {
    const target = { kind: 'parameter' as const, path, node: fc, name: 'weight' }
    const label = (
      edit: Parameters<typeof changeLabel>[1]['edit'],
      direction: 'forward' | 'backward' = 'forward',
    ) => changeLabel(document, { target, direction, edit })
    expect(label({ kind: 'set', indices: [1] })).toBe('Set an element of block.fc.weight')
    expect(label({ kind: 'set', indices: [1, 2] })).toBe('Set 2 elements of block.fc.weight')
    expect(label({ kind: 'scale', amount: 0.5 }, 'backward')).toBe('Scale gradient of block.fc.weight by 0.5')
    expect(label({ kind: 'init', type: 'kaiming_normal' })).toBe(
      'Initialise block.fc.weight by kaiming_normal',
    )
  })
})
