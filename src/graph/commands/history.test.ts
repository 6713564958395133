import { array, assert, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import type { GraphDocument } from '../document/document'
import { inferDocument, inferenceFindings } from '../infer/infer'
import { nodeDefinitions } from '../nodes/index'
import { parseDocument } from '../file/parse'
import { serialiseDocument } from '../file/serialise'
import { checkStructure } from '../check/structure'
import { testCnn, testDocument, testModule } from '../document/test-graph'
import { copyNodes } from './clipboard'
import type { Command } from '../document/command'
import { unusedModules } from './modules'
import { createHistory, execute, mark, note, redo, sameDocument, undo, withoutPast } from './history'
import type { History } from './history'

const MODULE = { module: 'Net' }

function run(history: History, ...commands: Command[]): History {
  return commands.reduce((before, command) => execute(before, command).history, history)
}

/** As typing, or an arrow key that is held, sends them. */
function steps(history: History, ...commands: Command[]): History {
  return commands.reduce((before, command) => execute(before, command, 'step').history, history)
}

const labels = ({ past }: History): string[] => past.map(({ label }) => label)

const moveTo = (x: number, ...nodes: string[]): Command => ({
  kind: 'move',
  ...MODULE,
  positions: nodes.map((node) => ({ node, position: { x, y: 0 } })),
})

describe('history', () => {
  it('makes one entry of a held arrow key, and one of each until the next mark', () => {
    let history = steps(createHistory(testCnn()), moveTo(1, 'conv1'), moveTo(2, 'conv1'), moveTo(3, 'conv1'))
    history = steps(mark(history), moveTo(4, 'conv1'), moveTo(5, 'conv1'))
    expect(labels(history)).toEqual(['Move conv1', 'Move conv1'])
    expect(undo(history).document.modules['Net']?.nodes[1]?.position.x).toBe(3)
    expect(undo(undo(history)).document).toEqual(testCnn())
  })

  it('makes one entry of typing into one field, but not into two', () => {
    const set = (node: string, out: number): Command => ({
      kind: 'set-params',
      ...MODULE,
      node,
      params: { out_channels: out },
    })
    const history = steps(
      createHistory(testCnn()),
      set('conv1', 1),
      set('conv1', 12),
      set('conv2', 5),
      set('conv1', 3),
    )
    expect(labels(history)).toEqual([
      'Set out_channels of conv1 to 12',
      'Set out_channels of conv2 to 5',
      'Set out_channels of conv1 to 3',
    ])
  })

  it('makes an entry of each choice, also of the same thing', () => {
    const optimizer = (type: string): Command => ({
      kind: 'set-training',
      training: { optimizer: { type, params: {} } },
    })
    const start = createHistory(testCnn())
    const history = run(start, optimizer('Adam'), optimizer('RMSprop'), optimizer('AdamW'))
    expect(labels(history)).toEqual([
      'Set optimiser to Adam',
      'Set optimiser to RMSprop',
      'Set optimiser to AdamW',
    ])
    expect(undo(history).document.training.optimizer.type).toBe('RMSprop')
    // What is typed then does not go on with a choice.
    expect(steps(history, optimizer('SGD')).past).toHaveLength(4)
  })

  it('keeps what is typed for one setting of the optimiser apart from what is typed for the next', () => {
    const set = (params: Record<string, number>): Command => ({
      kind: 'set-training',
      training: { optimizer: { type: 'SGD', params } },
    })
    const history = steps(
      createHistory(testCnn()),
      set({ lr: 0.5 }),
      set({ lr: 0.25 }),
      set({ lr: 0.25, momentum: 0.9 }),
      { kind: 'set-training', training: { epochs: 7 } },
      { kind: 'set-training', training: { epochs: 9 } },
    )
    expect(labels(history)).toEqual(['Set lr to 0.25', 'Set momentum to 0.9', 'Set epochs to 9'])
    expect(undo(undo(undo(history))).document).toEqual(testCnn())
  })

  it('tells of merged steps what they came to, from where they began', () => {
    const name = (wanted: string): Command => ({ kind: 'rename', ...MODULE, node: 'conv1', name: wanted })
    const history = steps(createHistory(testCnn()), name('s'), name('stem'))
    expect(labels(history)).toEqual(['Rename conv1 to stem'])
    const back = undo(history)
    expect(back.future.map(({ label }) => label)).toEqual(['Rename conv1 to stem'])
    expect(labels(redo(back))).toEqual(['Rename conv1 to stem'])
    expect(redo(back).document).toEqual(history.document)
  })

  it('has no entry left when steps come back to where they began', () => {
    const before = run(createHistory(testCnn()), moveTo(9, 'fc'))
    const history = steps(before, moveTo(250, 'conv1'), moveTo(240, 'conv1'))
    expect(labels(history)).toEqual(['Move fc'])
    expect(sameDocument(history.document, before.document)).toBe(true)
    // The next step is no part of the entry before.
    expect(labels(steps(history, moveTo(12, 'fc')))).toEqual(['Move fc', 'Move fc'])
  })

  it('leaves no entry for what was refused or changes nothing', () => {
    const history = run(
      createHistory(testCnn()),
      { kind: 'rename', ...MODULE, node: 'conv1', name: 'conv2' },
      { kind: 'rename', ...MODULE, node: 'conv1', name: 'conv1' },
      moveTo(240, 'conv1'),
      { kind: 'set-params', ...MODULE, node: 'conv1', params: { out_channels: 8 } },
    )
    expect(history.past).toEqual([])
  })

  it('knows when the document is as it was saved', () => {
    const saved = createHistory(testCnn())
    const changed = run(saved, moveTo(5, 'conv1'))
    expect(sameDocument(changed.document, saved.document)).toBe(false)
    expect(sameDocument(undo(changed).document, saved.document)).toBe(true)
  })

  it('forgets what was undone when something new is done', () => {
    const history = run(undo(run(createHistory(testCnn()), moveTo(5, 'conv1'))), moveTo(7, 'fc'))
    expect(redo(history)).toBe(history)
  })
})

/** Any command on what is in the document, chosen by numbers; many are refused, which is part of the test. */
interface Choice {
  kind: number
  a: number
  b: number
  c: number
}

function commandFrom(document: GraphDocument, { kind, a, b, c }: Choice): Command {
  const names = Object.keys(document.modules)
  const module = names[c % names.length] ?? 'Net'
  const { nodes = [], edges = [] } = document.modules[module] ?? {}
  const node = nodes[a % Math.max(1, nodes.length)]?.id ?? 'none'
  const other = nodes[b % Math.max(1, nodes.length)]?.id ?? 'none'
  const edge = edges[a % Math.max(1, edges.length)]?.id ?? 'none'
  const instances = nodes.filter((each) => each.type === 'Module')
  const instance = instances[a % Math.max(1, instances.length)]?.id ?? 'none'
  const type = nodeDefinitions[b % nodeDefinitions.length]?.type ?? 'ReLU'
  const params = type === 'Module' ? { module: names[a % names.length] } : undefined
  const handles = ['input', 'other', 'target', 'tensors.0', 'tensors.1', 'x', 'image']
  const outputs = ['output', 'x', 'y']
  const position = { x: a, y: b }
  const commands: Command[] = [
    { kind: 'add-node', module, type, position, params },
    { kind: 'add-node', module, type, position, params },
    { kind: 'remove-nodes', module, nodes: [node, other], reconnect: c % 2 === 0 },
    {
      kind: 'connect',
      module,
      source: node,
      sourceHandle: outputs[c % 3] ?? '',
      target: other,
      targetHandle: handles[c % 7] ?? '',
    },
    { kind: 'connect', module, source: node, sourceHandle: 'output', target: other, targetHandle: 'input' },
    { kind: 'disconnect', module, edges: [edge] },
    { kind: 'insert-on-wire', module, edge, type, params },
    { kind: 'replace-type', module, node, type, params },
    {
      kind: 'set-params',
      module,
      node,
      params: { out_channels: a % 9, dim: b % 4, kernel_size: [1, c] },
      unset: ['padding'],
    },
    { kind: 'set-params', module, node, params: { module: names[a % names.length] } },
    {
      kind: 'rename',
      module,
      node,
      name: ['image', 'conv1', 'y', 'a b', '', 'lambda', 'fresh'][b % 7] ?? '',
    },
    { kind: 'move', module, positions: [{ node, position }] },
    { kind: 'duplicate', module, nodes: [node, other] },
    { kind: 'paste', module, text: copyNodes({ nodes, edges }, [node, other]), position },
    { kind: 'paste', module, text: serialiseDocument(document) },
    { kind: 'set-call', module, node, call: c % 2 === 0 ? 'functional' : 'module' },
    { kind: 'set-loss-weight', module, node, weight: b },
    { kind: 'group', module, nodes: [node, other, nodes[(a + b) % Math.max(1, nodes.length)]?.id ?? node] },
    { kind: 'group', module, nodes: nodes.slice(a % 5, (a % 5) + 1 + (b % 4)).map(({ id }) => id) },
    { kind: 'ungroup', module, node },
    { kind: 'ungroup', module, node: instance },
    { kind: 'set-shared', module, node, owner: b % 3 === 0 ? null : other },
    {
      kind: 'set-shared',
      module,
      node: instance,
      owner: instances[b % Math.max(1, instances.length)]?.id ?? '',
    },
    { kind: 'copy-module', module, node: instance },
    { kind: 'rename-module', module, name: ['Net', 'Block', 'Other', 'lambda', 'Third'][a % 5] ?? '' },
    { kind: 'add-module', name: b % 2 === 0 ? undefined : 'Other' },
    { kind: 'remove-modules', modules: a % 2 === 0 ? unusedModules(document) : [module] },
    { kind: 'reorder', module, nodes: [other, node] },
    { kind: 'set-training', training: { batch_size: a, seed: b } },
    { kind: 'set-look-here', module, edge, lookHere: c % 2 === 0 ? { edge } : null },
    {
      kind: 'set-hooks',
      module,
      place: { kind: 'edge', edge },
      hooks: [{ id: 'h0', edge, pass: 'forward', type: 'scale', params: {} }],
    },
    {
      kind: 'set-hooks',
      module,
      place: { kind: 'port', node, handle: 'output' },
      hooks: [{ id: 'h0', port: { node, handle: 'output' }, pass: 'backward', type: 'stop', params: {} }],
    },
    {
      kind: 'set-hooks',
      module,
      place: { kind: 'parameter', node, name: 'weight' },
      hooks: [
        { id: 'h7', parameter: { node, name: 'weight' }, pass: 'after_step', type: 'clip_norm', params: {} },
      ],
    },
  ]
  return commands[kind % commands.length] ?? moveTo(0, node)
}

/** Findings that only a file may have: everything but shapes, dtypes and missing wires. */
function structural(document: GraphDocument): string[] {
  const shapeFree =
    /has no (input|output)|Two wires|cycle|does not have|not a node type|contains itself|cannot be called|needs the argument|must be a|has no argument|There is no module|shares the parameters of '|different modules/
  const found = inferenceFindings(inferDocument(document)).map(({ message }) => message)
  return [
    ...checkStructure(document).map(({ message }) => message),
    ...found.filter((message) => shapeFree.test(message)),
  ]
}

describe('random commands', () => {
  const block = testModule(
    [['x: Input'], ['conv1: Conv2d', { out_channels: 8, kernel_size: 1 }], ['y: Output']],
    ['x → conv1', 'conv1 → y'],
  )
  const start = testDocument(
    [
      ['data: Dataset', { source: 'digits' }],
      ['conv1: Conv2d', { out_channels: 8, kernel_size: 3 }],
      ['b1: Module', { module: 'Block' }],
      ['b2: Module', { module: 'Block' }],
      ['cat: Cat', { dim: 1 }],
      ['flatten: Flatten'],
      ['fc: Linear', { out_features: 10 }],
      ['loss: CrossEntropyLoss'],
    ],
    [
      'data.x → conv1',
      'conv1 → b1.x',
      'b1.y → b2.x',
      'b1.y → cat.tensors.0',
      'b2.y → cat.tensors.1',
      'cat → flatten',
      'flatten → fc',
      'fc → loss',
      'data.y → loss.target',
    ],
    { Block: block },
  )
  const choice = record({ kind: nat(1000), a: nat(40), b: nat(40), c: nat(12) })

  it('never make an invalid document, and undo leads back to the same one', () => {
    assert(
      property(array(choice, { minLength: 1, maxLength: 25 }), (choices) => {
        let history = createHistory(start)
        let inference = inferDocument(start)
        for (const each of choices) {
          const { document } = history
          const manner = each.kind % 2 === 0 ? 'step' : 'choice'
          history = execute(history, commandFrom(document, each), manner).history
          if (each.c % 3 === 0) history = mark(history)
          expect(structural(history.document)).toEqual([])
          inference = inferDocument(history.document, inference)
        }
        const last = history.document
        expect(inferenceFindings(inference)).toEqual(inferenceFindings(inferDocument(last)))
        expect(parseDocument(serialiseDocument(last)).document).toEqual(last)
        while (history.past.length > 0) history = undo(history)
        expect(history.document).toEqual(start)
        expect(serialiseDocument(history.document)).toBe(serialiseDocument(start))
        while (history.future.length > 0) history = redo(history)
        expect(history.document).toEqual(last)
      }),
      { numRuns: times(150) },
    )
  })
})

describe('what was done beside the document', () => {
  it('stands in line with its edits, and changes nothing of it', () => {
    const beside = { label: 'Fill a', past: () => null, undo: () => undefined, redo: () => undefined }
    let history = run(createHistory(testCnn()), moveTo(1, 'conv1'))
    const moved = history.document
    history = run(note(history, beside), moveTo(2, 'conv1'))
    expect(labels(history)).toEqual(['Move conv1', 'Fill a', 'Move conv1'])
    history = undo(history)
    expect(history.document).toEqual(moved)
    history = undo(history)
    expect(history.document).toEqual(moved)
    expect(history.future.at(-1)?.beside).toBe(beside)
    expect(labels(redo(history))).toEqual(['Move conv1', 'Fill a'])
    expect(undo(history).document).toEqual(testCnn())
  })

  it('is passed over once it is past, and only what was not put back by hand is named', () => {
    const state = new Map<string, 'past' | 'back' | null>()
    const fill = (label: string) => ({
      label,
      past: () => state.get(label) ?? null,
      undo: () => undefined,
      redo: () => undefined,
    })
    let history = run(createHistory(testCnn()), moveTo(1, 'conv1'))
    for (const label of ['a', 'b', 'c']) history = note(history, fill(label))
    expect(withoutPast(history)).toEqual({ history, dropped: [] })
    state.set('c', 'past').set('b', 'back')
    const later = withoutPast(history)
    expect([labels(later.history), later.dropped]).toEqual([['Move conv1', 'a'], ['c']])
    state.set('a', 'past')
    expect(labels(withoutPast(history).history)).toEqual(['Move conv1'])
  })
})
