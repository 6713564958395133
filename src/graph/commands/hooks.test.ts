import { describe, expect, it } from 'vitest'
import { testDocument, testModule } from '../document/test-graph'
import type { GraphDocument, Hook } from '../document/document'
import type { Command } from '../document/command'
import { parseDocument } from '../file/parse'
import { applyCommand } from './apply'
import { copyNodes } from './clipboard'

const BLOCK = testModule(
  [['x: Input'], ['fc: Linear', { out_features: 4 }], ['y: Output']],
  ['x → fc', 'fc → y'],
)

function withHooks(hooks: readonly Hook[], inner: readonly Hook[] = []): GraphDocument {
  const document = testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['a: Linear', { out_features: 4 }],
      ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
      ['m: Module', { module: 'Block' }],
      ['out: Output'],
    ],
    ['x → a', 'a → b', 'b → m.x', 'm.y → out'],
    { Block: { ...BLOCK, hooks: inner } },
  )
  return { ...document, modules: { ...document.modules, Net: { ...document.modules['Net']!, hooks } } }
}

const HOOKS: Hook[] = [
  { id: 'h0', edge: 'e1', pass: 'backward', type: 'clip_norm', params: {} },
  { id: 'h1', port: { node: 'a', handle: 'output' }, pass: 'forward', type: 'scale', params: {} },
  { id: 'h2', parameter: { node: 'a', name: 'weight' }, pass: 'backward', type: 'noise', params: {} },
  { id: 'h3', node: 'b', pass: 'forward', type: 'print', params: {} },
]

function run(document: GraphDocument, command: Command): { document: GraphDocument; hooks: readonly Hook[] } {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  const undone = applyCommand(result.document, result.inverse)
  expect(undone.kind === 'done' && undone.document.modules).toBe(document.modules)
  const { findings } = parseDocument(JSON.stringify(result.document))
  expect(findings.filter(({ severity, hook }) => severity === 'error' && hook !== undefined)).toEqual([])
  return { document: result.document, hooks: result.document.modules['Net']?.hooks ?? [] }
}

describe('hooks go where their places go', () => {
  it('are copied with nodes, on new ids', () => {
    const document = withHooks(HOOKS)
    const copied = run(document, { kind: 'duplicate', module: 'Net', nodes: ['a', 'b'] })
    const [first, second] = copied.document.modules['Net']!.nodes.slice(-2)
    expect(copied.hooks.slice(4)).toMatchObject([
      { id: 'h4', edge: copied.document.modules['Net']!.edges.at(-1)!.id, type: 'clip_norm' },
      { id: 'h5', port: { node: first!.id } },
      { id: 'h6', parameter: { node: first!.id, name: 'weight' } },
      { id: 'h7', node: second!.id },
    ])
    const text = copyNodes(document.modules['Net']!, ['a'])
    const pasted = run(document, { kind: 'paste', module: 'Net', text })
    expect(pasted.hooks.slice(4).map(({ type }) => type)).toEqual(['scale', 'noise'])
  })

  it('go with a node, but for those on parameters that another node uses', () => {
    const { document, hooks } = run(withHooks(HOOKS), { kind: 'remove-nodes', module: 'Net', nodes: ['a'] })
    expect(hooks).toMatchObject([
      { id: 'h2', parameter: { node: 'b', name: 'weight' } },
      { id: 'h3', node: 'b' },
    ])
    expect(document.modules['Net']!.nodes.find(({ id }) => id === 'b')?.shared_with).toBeUndefined()
  })

  it('go into a group and come out of it', () => {
    const grouped = run(withHooks(HOOKS), {
      kind: 'group',
      module: 'Net',
      nodes: ['a', 'b'],
      name: 'Pair',
      id: 'p',
    })
    expect(grouped.document.modules['Pair']?.hooks).toEqual(HOOKS)
    const whole = run(grouped.document, { kind: 'ungroup', module: 'Net', node: 'p' })
    expect(whole.hooks).toEqual(HOOKS)
  })

  it('of an instance move to what was inside, on an Identity where the port was', () => {
    const outer: Hook[] = [
      { id: 'h0', port: { node: 'm', handle: 'y' }, pass: 'backward', type: 'reverse', params: {} },
      {
        id: 'h1',
        parameter: { node: 'm', name: 'fc.weight' },
        pass: 'after_step',
        type: 'clip_norm',
        params: {},
      },
    ]
    const inner: Hook[] = [
      { id: 'h0', port: { node: 'x', handle: 'output' }, pass: 'forward', type: 'noise', params: {} },
    ]
    const { document, hooks } = run(withHooks(outer, inner), { kind: 'ungroup', module: 'Net', node: 'm' })
    const typeOf = (id = ''): string | undefined =>
      document.modules['Net']!.nodes.find((node) => node.id === id)?.type
    expect(hooks.map(({ port, parameter }) => typeOf(port?.node ?? parameter?.node))).toEqual([
      'Identity',
      'Linear',
      'Identity',
    ])
    expect(new Set(hooks.map(({ id }) => id)).size).toBe(3)
  })

  it('on an output that nothing comes to inside go with the instance that is dissolved', () => {
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['m: Module', { module: 'Block' }], ['out: Output']],
      ['x → m.x', 'm.y → out'],
      { Block: testModule([['x: Input'], ['y: Output']], []) },
    ) // prettier-ignore
    const hook: Hook = {
      id: 'h0',
      port: { node: 'm', handle: 'y' },
      pass: 'forward',
      type: 'scale',
      params: {},
    }
    const hooked = { ...document, modules: { ...document.modules, Net: { ...document.modules['Net']!, hooks: [hook] } } } // prettier-ignore
    expect(run(hooked, { kind: 'ungroup', module: 'Net', node: 'm' }).hooks).toEqual([])
  })

  it('on parameters inside an instance follow where the node inside gets another path, however deep', () => {
    const inner = (name: string): Hook => ({
      id: 'h0', parameter: { node: 'o', name }, pass: 'backward', type: 'scale', params: {},
    }) // prettier-ignore
    const document = testDocument(
      [['x: Input', { shape: [4] }], ['o: Module', { module: 'Outer' }, { requires_grad: { 'm.fc.bias': false } }], ['out: Output']],
      ['x → o.x', 'o.y → out'],
      {
        Block: BLOCK,
        Outer: testModule([['x: Input'], ['m: Module', { module: 'Block' }], ['y: Output']], ['x → m.x', 'm.y → y']),
      },
    ) // prettier-ignore
    const hooked = { ...document, modules: { ...document.modules, Net: { ...document.modules['Net']!, hooks: [inner('m.fc.weight')] } } } // prettier-ignore
    const after = (...commands: Command[]): unknown[] => {
      const start: { document: GraphDocument; hooks: readonly Hook[] } = { document: hooked, hooks: [] }
      const { document: done, hooks } = commands.reduce((before, command) => run(before.document, command), start)
      const { nodes } = done.modules['Net']!
      return [hooks[0]?.parameter?.name, nodes.find(({ id }) => id === 'o')?.requires_grad]
    }
    const group: Command = { kind: 'group', module: 'Block', nodes: ['fc'], name: 'Deep', id: 'd' }
    expect(after({ kind: 'rename', module: 'Block', node: 'fc', name: 'dense' })).toEqual(['m.dense.weight', { 'm.dense.bias': false }])
    expect(after({ kind: 'rename', module: 'Outer', node: 'm', name: 'block' })).toEqual(['block.fc.weight', { 'block.fc.bias': false }])
    expect(after(group)).toEqual(['m.deep.fc.weight', { 'm.deep.fc.bias': false }])
    expect(after(group, { kind: 'ungroup', module: 'Block', node: 'd' })).toEqual(['m.fc.weight', { 'm.fc.bias': false }])
    expect(after({ kind: 'ungroup', module: 'Outer', node: 'm' })).toEqual(['fc.weight', { 'fc.bias': false }])
  }) // prettier-ignore

  it('on a call that would be gone are named', () => {
    const reason = (hook: Hook, command: Command): string => {
      const result = applyCommand(withHooks([hook]), command)
      return result.kind === 'refused' ? result.reason : 'done'
    }
    const print: Hook = { id: 'h0', node: 'm', pass: 'forward', type: 'print', params: {} }
    expect(reason(print, { kind: 'ungroup', module: 'Net', node: 'm' })).toBe(
      "m has the hook 'h0' (print) on its call, which would be gone.",
    )
    const place = { kind: 'edge', edge: 'e0' } as const
    const wrong: Hook = { id: 'h9', edge: 'e0', pass: 'after_step', type: 'scale', params: {} }
    expect(reason(print, { kind: 'set-hooks', module: 'Net', place, hooks: [wrong] })).toMatch(
      /does not work on edge/,
    )
  })
})
