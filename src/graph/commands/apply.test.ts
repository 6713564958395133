import { describe, expect, it } from 'vitest'
import type { GraphDocument, ModuleDefinition } from '../document/document'
import { definitionOf } from '../document/document'
import { inferDocument, inferenceFindings } from '../infer/infer'
import { testCnn, testDocument, testModule } from '../document/test-graph'
import { applyCommand } from './apply'
import { copyNodes } from './clipboard'
import type { Command, CommandResult } from '../document/command'

const MODULE = { module: 'Net' }

function net(document: GraphDocument): ModuleDefinition {
  const definition = definitionOf(document, 'Net')
  if (definition === undefined) throw new Error('no Net')
  return definition
}

function done(document: GraphDocument, command: Command): Extract<CommandResult, { kind: 'done' }> {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  const back = applyCommand(result.document, result.inverse)
  expect(back).toMatchObject({ kind: 'done', document })
  return result
}

function after(command: Command, document = testCnn()): ModuleDefinition {
  return net(done(document, command).document)
}

function refusal(command: Command, document = testCnn()): string {
  const result = applyCommand(document, command)
  return result.kind === 'refused' ? result.reason : 'done'
}

function node(definition: ModuleDefinition, id: string) {
  return definition.nodes.find((candidate) => candidate.id === id)
}

function wires(definition: ModuleDefinition): string[] {
  return definition.edges.map(
    (edge) => `${edge.id}: ${edge.source}.${edge.sourceHandle} → ${edge.target}.${edge.targetHandle}`,
  )
}

describe('add-node', () => {
  const add = (type: string, more = {}): Command => ({
    kind: 'add-node',
    ...MODULE,
    type,
    position: { x: 1, y: 2 },
    ...more,
  })

  it('gives a fresh id, the next free name and the params that PyTorch requires', () => {
    const result = done(testCnn(), add('Conv2d'))
    expect(result.created).toEqual(['n0'])
    expect(node(net(result.document), 'n0')).toEqual({
      id: 'n0',
      type: 'Conv2d',
      name: 'conv3',
      params: { out_channels: 32, kernel_size: 3 },
      position: { x: 1, y: 2 },
    })
    expect(node(after(add('MSELoss')), 'n0')?.name).toBe('loss2')
    expect(node(after(add('Linear')), 'n0')?.name).toBe('fc1')
  })

  it('keeps the identity of everything else', () => {
    const before = testCnn()
    const definition = after(add('ReLU'), before)
    expect(definition.nodes.slice(0, -1).every((each, index) => each === net(before).nodes[index])).toBe(true)
    expect(definition.edges).toBe(net(before).edges)
  })

  it.each([
    [add('Relu'), "'Relu' is not a node type."],
    [add('Conv2d', { name: 'conv1' }), "The name 'conv1' is taken."],
    [
      add('Conv2d', { name: 'my conv' }),
      "'my conv' is not a Python identifier: use letters, digits and _, and do not begin with a digit.",
    ],
    [
      add('Conv2d', { params: { kernel_size: -1 } }),
      'kernel_size must be a whole number of at least 1, a pair of them, but is -1.',
    ],
    [add('Conv2d', { id: 'conv1' }), "The id 'conv1' is in use."],
    [add('Conv2d', { call: 'functional' }), "Conv2d cannot be called as 'functional'."],
    [
      add('Module', { params: { module: 'Net' } }),
      "An instance of 'Net' here would make 'Net' contain itself.",
    ],
    [{ ...add('ReLU'), module: 'Nett' } as Command, "There is no module 'Nett' in this document."],
  ])('refuses %j', (command, reason) => {
    expect(refusal(command)).toBe(reason)
  })
})

describe('remove-nodes', () => {
  it('takes the wires, and the probes and hooks on them, along', () => {
    const hook = {
      id: 'h0',
      edge: 'e1',
      pass: 'backward',
      type: 'clip_norm',
      params: { max_norm: 1 },
    } as const
    let document = done(testCnn(), {
      kind: 'set-hooks',
      ...MODULE,
      place: { kind: 'edge', edge: 'e1' },
      hooks: [hook],
    }).document
    document = done(document, {
      kind: 'set-look-here',
      ...MODULE,
      edge: 'e2',
      lookHere: { edge: 'e2' },
    }).document
    document = done(document, {
      kind: 'set-look-here',
      ...MODULE,
      edge: 'e6',
      lookHere: { edge: 'e6' },
    }).document
    const definition = after({ kind: 'remove-nodes', ...MODULE, nodes: ['relu1'] }, document)
    expect(wires(definition)).not.toContain(expect.stringContaining('relu1'))
    expect(definition.edges).toHaveLength(6)
    expect(definition.hooks ?? []).toEqual([])
    expect(definition.probes).toEqual([{ edge: 'e6' }])
  })

  it('reconnects what was before to what was after, over several nodes in a row', () => {
    const definition = after({ kind: 'remove-nodes', ...MODULE, nodes: ['relu1', 'conv2'], reconnect: true })
    expect(wires(definition)).toContain('e3: conv1.output → pool.input')
    expect(definition.edges).toHaveLength(6)
  })

  it('lets nodes that shared the parameters of a removed one have their own', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Linear', { out_features: 4 }],
        ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
      ],
      ['x → b'],
    )
    expect(node(after({ kind: 'remove-nodes', ...MODULE, nodes: ['a'] }, document), 'b')).not.toHaveProperty(
      'shared_with',
    )
  })
})

describe('connect', () => {
  const connect = (source: string, target: string, targetHandle = 'input'): Command => ({
    kind: 'connect',
    ...MODULE,
    source,
    sourceHandle: 'output',
    target,
    targetHandle,
  })

  it('replaces the wire that is at the handle', () => {
    const definition = after(connect('conv1', 'pool'))
    expect(wires(definition)).toContain('e8: conv1.output → pool.input')
    expect(wires(definition)).not.toContain('e3: conv2.output → pool.input')
  })

  it('changes nothing when the wire is there already', () => {
    const before = testCnn()
    expect(done(before, connect('conv1', 'relu1')).document).toBe(before)
  })

  it('takes any number of wires at Cat', () => {
    const document = testDocument(
      [
        ['a: Input', { shape: [2] }],
        ['b: Input', { shape: [3] }],
        ['cat: Cat', { dim: 1 }],
      ],
      ['a → cat.tensors.0'],
    )
    const inference = inferDocument(done(document, connect('b', 'cat', 'tensors.1')).document)
    expect(inference.main.nodes.get('cat')?.outputs['output']?.shape).toEqual(['N', 5])
  })

  it.each([
    [connect('fc', 'conv1'), 'A wire from fc to conv1 would close a cycle.'],
    [connect('conv1', 'conv1'), 'A wire from conv1 to conv1 would close a cycle.'],
    [connect('conv1', 'fc', 'other'), "fc has no input 'other'."],
    [connect('data', 'fc'), "data has no output 'output'."],
    [connect('conv1', 'nobody'), "There is no node 'nobody'."],
  ])('refuses %j', (command, reason) => {
    expect(refusal(command)).toBe(reason)
  })
})

describe('insert-on-wire', () => {
  it('keeps the wire with its probe in front and adds one behind, in the middle', () => {
    const result = done(testCnn(), { kind: 'insert-on-wire', ...MODULE, edge: 'e1', type: 'Dropout' })
    const definition = net(result.document)
    expect(result.created).toEqual(['n0'])
    expect(wires(definition)).toContain('e1: conv1.output → n0.input')
    expect(wires(definition)).toContain('e8: n0.output → relu1.input')
    expect(node(definition, 'n0')).toMatchObject({ name: 'dropout1', position: { x: 360, y: 0 } })
  })

  it('refuses a node that has no input', () => {
    expect(refusal({ kind: 'insert-on-wire', ...MODULE, edge: 'e1', type: 'Dataset' })).toBe(
      'Dataset cannot stand on a wire: it has no input.',
    )
  })
})

describe('replace-type', () => {
  it('keeps id, name, wires and the params that fit', () => {
    const definition = after({ kind: 'replace-type', ...MODULE, node: 'pool', type: 'AvgPool2d' })
    expect(node(definition, 'pool')).toMatchObject({
      type: 'AvgPool2d',
      name: 'pool',
      params: { kernel_size: 2 },
    })
    expect(definition.edges).toEqual(net(testCnn()).edges)
  })

  it('moves wires to the handles of the same place and drops those without one', () => {
    const definition = after({ kind: 'replace-type', ...MODULE, node: 'loss', type: 'Add' })
    expect(wires(definition)).toContain('e7: data.y → loss.other')
    expect(after({ kind: 'replace-type', ...MODULE, node: 'loss', type: 'ReLU' }).edges).toHaveLength(7)
  })
})

describe('set-params', () => {
  const set = (params: Record<string, unknown>, unset?: string[]): Command => ({
    kind: 'set-params',
    ...MODULE,
    node: 'conv1',
    params,
    unset,
  })

  it('sets and unsets', () => {
    expect(node(after(set({ stride: 2 }, ['padding'])), 'conv1')?.params).toEqual({
      out_channels: 8,
      kernel_size: 3,
      stride: 2,
    })
  })

  it.each([
    [set({ stride: 0 }), 'stride must be a whole number of at least 1, a pair of them, but is 0.'],
    [set({ strides: 1 }), "Conv2d has no argument 'strides'."],
    [set({}, ['kernel_size']), "Conv2d needs the argument 'kernel_size': Height and width of the filters."],
  ])('refuses %j', (command, reason) => {
    expect(refusal(command)).toBe(reason)
  })

  it('mends one param of a node from a file where another is wrong too', () => {
    const broken = testDocument([['c: Conv2d', { out_channels: -1, kernel_size: -1 }]], [])
    const command: Command = { kind: 'set-params', ...MODULE, node: 'c', params: { kernel_size: 3 } }
    expect(node(after(command, broken), 'c')?.params).toEqual({ out_channels: -1, kernel_size: 3 })
  })
})

describe('rename', () => {
  it('changes the name and keeps the id', () => {
    expect(node(after({ kind: 'rename', ...MODULE, node: 'conv1', name: 'stem' }), 'conv1')?.name).toBe(
      'stem',
    )
  })

  it('refuses a name that is taken, with a suggestion', () => {
    expect(applyCommand(testCnn(), { kind: 'rename', ...MODULE, node: 'conv1', name: 'conv2' })).toEqual({
      kind: 'refused',
      reason: "The name 'conv2' is taken.",
      remedy: "For example 'conv3'.",
    })
  })

  it('takes the wires of instances along when an Input or Output inside is renamed', () => {
    const block = testModule([['x: Input'], ['relu: ReLU'], ['y: Output']], ['x → relu', 'relu → y'])
    const document = testDocument(
      [['x: Input', { shape: [2] }], ['b: Module', { module: 'Block' }], ['y: Output']],
      ['x → b.x', 'b.y → y'],
      { Block: block },
    )
    const renamed = done(document, { kind: 'rename', module: 'Block', node: 'x', name: 'image' }).document
    expect(wires(net(renamed))[0]).toBe('e0: x.output → b.image')
    expect(inferenceFindings(inferDocument(renamed))).toEqual([])
    const removed = done(document, { kind: 'remove-nodes', module: 'Block', nodes: ['x'] }).document
    expect(wires(net(removed))).toEqual(['e1: b.y → y.input'])
  })
})

describe('duplicate and paste', () => {
  it('copy nodes with the wires among them under new ids and names', () => {
    const result = done(testCnn(), { kind: 'duplicate', ...MODULE, nodes: ['conv1', 'relu1'] })
    const definition = net(result.document)
    expect(result.created).toEqual(['n0', 'n1'])
    expect(node(definition, 'n0')).toMatchObject({ name: 'conv3', position: { x: 280, y: 40 } })
    expect(wires(definition).at(-1)).toBe('e8: n0.output → n1.input')
    expect(definition.edges).toHaveLength(9)
  })

  it('paste what was copied, at the given place', () => {
    const text = copyNodes(net(testCnn()), ['pool', 'flatten'])
    const result = done(testCnn(), { kind: 'paste', ...MODULE, text, position: { x: 0, y: 500 } })
    expect(result.created.map((id) => node(net(result.document), id)?.position)).toEqual([
      { x: 0, y: 500 },
      { x: 240, y: 500 },
    ])
  })

  it.each([
    ['hello', 'The clipboard holds no graph.'],
    ['{"format": "gradwire.nodes", "nodes": 3}', 'The pasted text is not a piece of a graph.'],
    [
      '{"format": "gradwire.nodes", "nodes": [{"id": "a", "type": "Relu", "name": "a"}], "edges": []}',
      "'Relu' is not a node type.",
    ],
    ['[]', 'This is not a Gradwire graph: the file holds [].'],
    ['['.repeat(1000), 'The text is too large to paste.'],
  ])('refuse %j', (text, reason) => {
    expect(refusal({ kind: 'paste', ...MODULE, text })).toBe(reason)
  })
})

describe('requires_grad', () => {
  const set = (requiresGrad: boolean | Record<string, boolean>): Command => ({
    kind: 'set-requires-grad',
    ...MODULE,
    node: 'conv1',
    requiresGrad,
  })

  it('freezes a node or one of its tensors, and is left out of the file where everything learns', () => {
    expect(node(after(set(false)), 'conv1')?.requires_grad).toBe(false)
    expect(node(after(set({ weight: true, bias: false })), 'conv1')?.requires_grad).toEqual({ bias: false })
    const frozen = done(testCnn(), set(false)).document
    for (const learns of [true, { weight: true }, {}] as (boolean | Record<string, boolean>)[])
      expect(node(after(set(learns), frozen), 'conv1')).not.toHaveProperty('requires_grad')
    expect(done(frozen, set(false)).document).toBe(frozen)
  })

  it('is the business of the node whose parameters are used', () => {
    const shared = done(testCnn(), {
      kind: 'set-shared',
      ...MODULE,
      node: 'conv2',
      owner: 'conv1',
    }).document
    const result = applyCommand(shared, { ...set(false), node: 'conv2' } as Command)
    expect(result).toMatchObject({ kind: 'refused', reason: 'conv2 uses the parameters of another node.' })
  })
})

describe('settings', () => {
  it('change the call, the loss weight and the training part', () => {
    expect(
      node(after({ kind: 'set-call', ...MODULE, node: 'relu1', call: 'functional' }), 'relu1')?.call,
    ).toBe('functional')
    expect(
      node(after({ kind: 'set-loss-weight', ...MODULE, node: 'loss', weight: 0.5 }), 'loss')?.loss_weight,
    ).toBe(0.5)
    expect(refusal({ kind: 'set-loss-weight', ...MODULE, node: 'fc', weight: 0.5 })).toBe('fc is not a loss.')
    const optimizer = { type: 'Adam', params: { lr: 0.002 } }
    expect(
      done(testCnn(), { kind: 'set-training', training: { optimizer } }).document.training,
    ).toMatchObject({ optimizer, batch_size: 64 })
    expect(refusal({ kind: 'set-training', training: { batch_size: 0 } })).toContain('batch_size')
    expect(
      refusal({ kind: 'set-training', training: { optimizer: { type: 'SGD', params: { lr: -1 } } } }),
    ).toContain('lr must be')
  })

  it('are one entry or none in a batch', () => {
    const good: Command = { kind: 'rename', ...MODULE, node: 'fc', name: 'head' }
    const bad: Command = { kind: 'rename', ...MODULE, node: 'conv1', name: 'conv2' }
    expect(refusal({ kind: 'batch', label: 'Both', commands: [good, bad] })).toBe(
      "The name 'conv2' is taken.",
    )
  })
})

describe('a name that a module has in its source', () => {
  const sourced = testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['body: Module', { module: 'Body' }, { pytorch_name: 'stages.0' }],
      ['n3: Linear', { out_features: 2 }, { pytorch_name: '3' }],
      ['y: Output'],
    ],
    ['x → body.x', 'body.y → n3', 'n3 → y'],
    {
      Body: testModule(
        [
          ['x: Input'],
          ['n0: Linear', { out_features: 3 }, { pytorch_name: '0' }],
          ['act: ReLU'],
          ['y: Output'],
        ],
        ['x → n0', 'n0 → act', 'act → y'],
      ),
    },
  )
  const names = (definition: ModuleDefinition): Record<string, string | undefined> =>
    Object.fromEntries(definition.nodes.map(({ name, pytorch_name: path }) => [name, path]))

  it('goes when a person gives another', () => {
    const renamed = after({ kind: 'rename', ...MODULE, node: 'n3', name: 'head' }, sourced)
    expect(names(renamed)).toEqual({ x: undefined, body: 'stages.0', head: undefined, y: undefined })
  })

  it('stays with the original, not with its copy', () => {
    const doubled = after({ kind: 'duplicate', ...MODULE, nodes: ['n3'] }, sourced)
    expect(Object.entries(names(doubled)).filter(([, path]) => path === '3')).toEqual([['n3', '3']])
  })

  it('says where it is when its module is taken apart', () => {
    const flat = after({ kind: 'ungroup', ...MODULE, node: 'body' }, sourced)
    expect(names(flat)).toMatchObject({ n0: 'stages.0.0', act: 'stages.0.act', n3: '3' })
  })
})
