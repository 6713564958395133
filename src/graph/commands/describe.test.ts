import { expect, it } from 'vitest'
import type { Command } from '../document/command'
import type { GraphDocument } from '../document/document'
import { testCnn, testDocument, testModule } from '../document/test-graph'
import { editLabel } from './describe'

const at = { module: 'Net' }
const block = testModule([['x: Input'], ['relu: ReLU'], ['y: Output']], ['x → relu', 'relu → y'])
const nested = testDocument([['x: Input'], ['b1: Module', { module: 'Block' }]], ['x → b1.x'], {
  Block: block,
})
const [first, second] = testCnn().modules['Net']?.edges ?? []
const edge = first?.id ?? ''

const CASES: [Command, string, GraphDocument?][] = [
  [{ kind: 'add-node', ...at, type: 'Conv2d', position: { x: 0, y: 0 } }, 'Add Conv2d'],
  [
    { kind: 'add-node', ...at, type: 'Module', params: { module: 'Block' }, position: { x: 0, y: 0 } },
    'Add Block',
    nested,
  ],
  [{ kind: 'insert-on-wire', ...at, edge, type: 'ReLU' }, 'Insert ReLU'],
  [{ kind: 'replace-type', ...at, node: 'conv1', type: 'Linear' }, 'Replace conv1 by Linear'],
  [
    { kind: 'set-params', ...at, node: 'conv1', params: { kernel_size: [3, 5] } },
    'Set kernel_size of conv1 to (3, 5)',
  ],
  [{ kind: 'set-params', ...at, node: 'conv1', params: { bias: false } }, 'Set bias of conv1 to False'],
  [{ kind: 'set-params', ...at, node: 'conv1', params: { padding: 'same' } }, 'Set padding of conv1 to same'],
  [{ kind: 'set-params', ...at, node: 'conv1', params: {}, unset: ['bias'] }, 'Reset bias of conv1'],
  [
    { kind: 'set-params', ...at, node: 'conv1', params: { stride: 2 }, unset: ['bias'] },
    'Change stride and bias of conv1',
  ],
  [
    { kind: 'set-params', ...at, node: 'conv1', params: { note: 'long '.repeat(20) } },
    `Set note of conv1 to ${'long '.repeat(20).slice(0, 39)}…`,
  ],
  [{ kind: 'rename', ...at, node: 'conv1', name: 'stem' }, 'Rename conv1 to stem'],
  [{ kind: 'remove-nodes', ...at, nodes: ['conv1'] }, 'Delete conv1'],
  [{ kind: 'remove-nodes', ...at, nodes: ['conv1', 'fc'] }, 'Delete 2 nodes'],
  [{ kind: 'disconnect', ...at, edges: [edge] }, `Delete the wire from ${first?.source} to ${first?.target}`],
  [{ kind: 'disconnect', ...at, edges: [edge, second?.id ?? ''] }, 'Delete 2 wires'],
  [
    { kind: 'connect', ...at, source: 'conv1', sourceHandle: 'output', target: 'fc', targetHandle: 'input' },
    'Connect conv1 to fc',
  ],
  [{ kind: 'set-call', ...at, node: 'conv1', call: 'functional' }, 'Set call of conv1 to functional'],
  [{ kind: 'set-loss-weight', ...at, node: 'loss', weight: 0.5 }, 'Set the weight of loss to 0.5'],
  [{ kind: 'set-requires-grad', ...at, node: 'conv1', requiresGrad: false }, 'Freeze conv1'],
  [
    { kind: 'set-requires-grad', ...at, node: 'conv1', requiresGrad: { bias: false } },
    'Freeze bias of conv1',
  ],
  [{ kind: 'set-requires-grad', ...at, node: 'conv1', requiresGrad: true }, 'Let conv1 learn'],
  [{ kind: 'set-shared', ...at, node: 'conv2', owner: 'conv1' }, 'Share the weights of conv1 with conv2'],
  [{ kind: 'set-shared', ...at, node: 'conv2', owner: null }, 'Give conv2 weights of its own'],
  [
    { kind: 'set-look-here', ...at, edge, lookHere: { edge } },
    `Mark the wire from ${first?.source} to ${first?.target}`,
  ],
  [{ kind: 'rename-module', module: 'Net', name: 'Other' }, 'Rename Net to Other'],
  [{ kind: 'remove-modules', modules: ['Block'] }, 'Delete module Block', nested],
  [{ kind: 'ungroup', ...at, node: 'b1' }, 'Ungroup b1', nested],
  [{ kind: 'copy-module', ...at, node: 'b1' }, 'Make b1 independent', nested],
  [{ kind: 'set-training', training: { batch_size: 12345 } }, 'Set batch size to 12345'],
  [
    { kind: 'set-training', training: { scheduler: { type: 'StepLR', params: { step_size: 1 } } } },
    'Set rate schedule to StepLR',
  ],
  [{ kind: 'set-training', training: { batch_size: 3, epochs: 12 } }, 'Change training settings'],
  [{ kind: 'batch', label: 'Align left edges', commands: [] }, 'Align left edges'],
]

it.each(CASES)('names %o', (command, label, before = testCnn()) => {
  expect(editLabel(before, command)).toBe(label)
})

it('names what is done to a schedule by its setting, and that it is taken out', () => {
  const scheduler = { type: 'StepLR', params: { step_size: 1, gamma: 0.5 } }
  const before = { ...testCnn(), training: { ...testCnn().training, scheduler } }
  const set = (params: Record<string, number>): Command => ({
    kind: 'set-training',
    training: { scheduler: { type: 'StepLR', params } },
  })
  expect(editLabel(before, set({ step_size: 1, gamma: 0.1 }))).toBe('Set gamma to 0.1')
  expect(editLabel(before, set({ step_size: 1 }))).toBe('Reset gamma')
  expect(editLabel(before, { kind: 'set-training', training: { scheduler: null } })).toBe(
    'Set the rate to be constant',
  )
})
