import { expect, it } from 'vitest'
import { inferDocument, inferenceFindings } from '../infer/infer'
import { summarise } from '../export/summary'
import { testCnn, testDocument, testModule } from '../document/test-graph'
import type { GraphDocument } from '../document/document'
import { applyCommand } from './apply'
import type { Command } from '../document/command'
import { createHistory, execute, undo } from './history'

function done(document: GraphDocument, command: Command): GraphDocument {
  const result = applyCommand(document, command)
  if (result.kind === 'refused') throw new Error(result.reason)
  return result.document
}

function refusal(document: GraphDocument, command: Command): string {
  const result = applyCommand(document, command)
  return result.kind === 'refused' ? `${result.reason} ${result.remedy ?? ''}` : 'done'
}

const group = (...nodes: string[]): Command => ({ kind: 'group', module: 'Net', nodes })
const errors = (document: GraphDocument) =>
  inferenceFindings(inferDocument(document)).filter(({ severity }) => severity === 'error')

/** Two paths between two places, wires with probes and hooks. */
function branches(): GraphDocument {
  const document = testDocument(
    [
      ['data: Dataset', { source: 'digits' }],
      ['flatten: Flatten'],
      ['left: Linear', { out_features: 10 }],
      ['right: Linear', { out_features: 10 }],
      ['relu: ReLU'],
      ['sum: Add'],
      ['product: Mul'],
      ['loss: CrossEntropyLoss'],
    ],
    [
      'data.x → flatten',
      'flatten → left',
      'flatten → right',
      'right → relu',
      'left → sum',
      'relu → sum.other',
      'relu → product.other',
      'sum → product',
      'product → loss',
      'data.y → loss.target',
    ],
  )
  const net = document.modules['Net']!
  return {
    ...document,
    modules: {
      Net: {
        ...net,
        probes: [{ edge: 'e0' }, { edge: 'e1' }, { edge: 'e5' }],
        hooks: [
          { id: 'h0', edge: 'e2', pass: 'backward', type: 'scale', params: { factor: 2 } },
          { id: 'h1', edge: 'e6', pass: 'forward', type: 'scale', params: { factor: 3 } },
        ],
      },
    },
  }
}

it('makes a definition of a selection: one input for each source outside, one output for each value used outside', () => {
  const document = done(branches(), group('left', 'right', 'relu'))
  const { Net, Block } = document.modules
  expect(Block!.nodes.map(({ name, type }) => `${name}: ${type}`)).toEqual([
    'x: Input', 'left: Linear', 'right: Linear', 'relu: ReLU', 'left_out: Output', 'relu_out: Output',
  ]) // prettier-ignore
  expect(Net!.nodes.map(({ name }) => name)).toEqual(['data', 'flatten', 'block1', 'sum', 'product', 'loss'])
  expect(errors(document)).toEqual([])
  expect(summarise(inferDocument(document)).parameters.map(({ name }) => name)).toEqual([
    'block1.left.weight', 'block1.left.bias', 'block1.right.weight', 'block1.right.bias',
  ]) // prettier-ignore
})

it('names an input after its source where there are several, and after the argument where it is one', () => {
  const document = testDocument(
    [['image: Input', { shape: [4] }], ['fc: Linear', { out_features: 4 }], ['sum: Add'], ['y: Output']],
    ['image → fc', 'fc → sum', 'image → sum.other', 'sum → y'],
  )
  const grouped = done(document, group('sum'))
  expect(grouped.modules['Block']!.nodes.map(({ name }) => name)).toEqual(['fc', 'image', 'sum', 'output'])
  expect(errors(grouped)).toEqual([])
})

it('keeps ids, probes and hooks of wires on either side of the border', () => {
  const { Net, Block } = done(branches(), group('left', 'right', 'relu')).modules
  // flatten feeds two nodes inside: those two wires keep their ids and what sits on them.
  expect(Block!.edges.filter(({ id }) => ['e1', 'e2', 'e3'].includes(id))).toHaveLength(3)
  expect(Block!.probes).toEqual([{ edge: 'e1' }])
  expect(Block!.hooks).toEqual([
    { id: 'h0', edge: 'e2', pass: 'backward', type: 'scale', params: { factor: 2 } },
  ])
  expect(Net!.probes).toEqual([{ edge: 'e0' }, { edge: 'e5' }])
  expect(Net!.hooks).toEqual([
    { id: 'h1', edge: 'e6', pass: 'forward', type: 'scale', params: { factor: 3 } },
  ])
})

it('gives the same document when a group is dissolved again, and by one undo', () => {
  const before = branches()
  const grouped = done(before, group('left', 'right', 'relu'))
  const instance = grouped.modules['Net']!.nodes.find(({ type }) => type === 'Module')!
  const after = done(grouped, { kind: 'ungroup', module: 'Net', node: instance.id })
  const sorted = ({ modules }: GraphDocument) => ({
    names: Object.keys(modules),
    nodes: modules['Net']!.nodes,
    edges: modules['Net']!.edges.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    probes: modules['Net']!.probes?.toSorted((a, b) => (a.edge < b.edge ? -1 : 1)),
    hooks: modules['Net']!.hooks?.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  })
  expect(sorted(after)).toEqual(sorted(before))

  const { history } = execute(createHistory(before), group('left', 'right', 'relu'))
  expect(history.past.map(({ label }) => label)).toEqual(['Group 3 nodes'])
  expect(undo(history).document.modules).toBe(before.modules)
})

it('refuses a path that leaves the selection and comes back, and says what to select', () => {
  expect(refusal(branches(), group('right', 'sum', 'left'))).toBe(
    'The path right → relu → sum leaves the selection and comes back, so the group would feed itself. Select relu too.',
  )
})

it('refuses what belongs to the whole module, and half of a shared pair', () => {
  expect(refusal(testCnn(), group('fc', 'loss'))).toMatch(
    /^loss \(CrossEntropyLoss\) cannot be part of a group/,
  )
  expect(refusal(testCnn(), group('data', 'conv1'))).toMatch(/^data \(Dataset\)/)
  expect(refusal(testCnn(), group())).toMatch(/^There is nothing to group/)
  const shared = testDocument(
    [
      ['a: Linear', { out_features: 4 }],
      ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
    ],
    ['a → b'],
  )
  expect(refusal(shared, group('b'))).toBe(
    'b shares the weights of a, and only one of them is selected. Select a too.',
  )
  expect(
    done(shared, group('a', 'b')).modules['Block']!.nodes.find(({ id }) => id === 'b')!.shared_with,
  ).toBe('a')
})

it('refuses a name that cannot be or is taken', () => {
  const named = (name: string): Command => ({ kind: 'group', module: 'Net', nodes: ['fc'], name })
  expect(refusal(testCnn(), named('Net'))).toBe("There is a module 'Net' already. For example 'Net2'.")
  expect(refusal(testCnn(), named('my block'))).toMatch(/not a Python identifier/)
  const document = done(testCnn(), named('ClassHead'))
  expect(document.modules['Net']!.nodes.at(-2)).toMatchObject({
    name: 'class_head',
    params: { module: 'ClassHead' },
  })
})

it('keeps results that nobody consumes as outputs', () => {
  const document = testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['a: Linear', { out_features: 2 }],
      ['b: Linear', { out_features: 3 }],
    ],
    ['x → a', 'x → b'],
  )
  const grouped = done(document, group('a', 'b'))
  expect(inferDocument(grouped).main.nodes.get('n0')!.outputs).toMatchObject({
    a_out: { shape: ['N', 2] },
    b_out: { shape: ['N', 3] },
  })
})

/** Two instances of one definition beside a layer of the same names and ids. */
function twice(): GraphDocument {
  return testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['fc: Linear', { out_features: 4 }],
      ['one: Module', { module: 'Half' }],
      ['two: Module', { module: 'Half' }],
      ['y: Output'],
    ],
    ['x → fc', 'fc → one.x', 'one.y → two.x', 'two.y → y'],
    {
      Half: testModule(
        [['x: Input'], ['fc: Linear', { out_features: 4 }], ['act: Tanh'], ['y: Output']],
        ['x → fc', 'fc → act', 'act → y'],
      ),
    },
  )
}

it('copies the nodes of one of several instances, and drops the definition with the last', () => {
  const once = done(twice(), { kind: 'ungroup', module: 'Net', node: 'one' })
  expect(once.modules['Net']!.nodes.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'x x', 'fc fc', 'one/fc fc1', 'one/act act', 'two two', 'y y',
  ]) // prettier-ignore
  expect(Object.keys(once.modules)).toEqual(['Net', 'Half'])
  expect(errors(once)).toEqual([])
  const both = done(once, { kind: 'ungroup', module: 'Net', node: 'two' })
  expect(both.modules['Net']!.nodes.map(({ id, name }) => `${id} ${name}`)).toEqual([
    'x x', 'fc fc', 'one/fc fc1', 'one/act act', 'two/fc fc2', 'act act1', 'y y',
  ]) // prettier-ignore
  expect(Object.keys(both.modules)).toEqual(['Net'])
  expect(errors(both)).toEqual([])
})

it('leaves an Identity where hooks before an input act on several wires behind it', () => {
  const inner = testModule(
    [
      ['x: Input'],
      ['a: Linear', { out_features: 2 }],
      ['b: Linear', { out_features: 2 }],
      ['sum: Add'],
      ['y: Output'],
    ],
    ['x → a', 'x → b', 'a → sum', 'b → sum.other', 'sum → y'],
  )
  const document = testDocument(
    [['x: Input', { shape: [2] }], ['m: Module', { module: 'Inner' }], ['out: Output']],
    ['x → m.x', 'm.y → out'],
    { Inner: inner },
  )
  const hooks = [{ id: 'h0', edge: 'e0', pass: 'backward', type: 'clip_norm', params: {} } as const]
  const hooked = {
    ...document,
    modules: { ...document.modules, Net: { ...document.modules['Net']!, hooks } },
  }
  const result = done(hooked, { kind: 'ungroup', module: 'Net', node: 'm' })
  expect(result.modules['Net']!.nodes.map(({ type }) => type)).toEqual(['Input', 'Identity', 'Linear', 'Linear', 'Add', 'Output']) // prettier-ignore
  expect(result.modules['Net']!.hooks).toEqual(hooks)
  expect(errors(result)).toEqual([])
  const plain = done(document, { kind: 'ungroup', module: 'Net', node: 'm' })
  expect(plain.modules['Net']!.nodes.map(({ type }) => type)).not.toContain('Identity')
})

it('refuses to dissolve a layer', () => {
  expect(refusal(testCnn(), { kind: 'ungroup', module: 'Net', node: 'fc' })).toMatch(/^fc is not an instance/)
})

it('puts the instance where it covers nothing of what stays outside', () => {
  const document = branches()
  const { nodes } = document.modules['Net']!
  const at = (name: string) => nodes.find((node) => node.name === name)!
  // The data stand in the middle of what is grouped.
  const places: Record<string, [number, number]> = {
    flatten: [0, 0],
    left: [600, 0],
    right: [600, 200],
    data: [300, 100],
  }
  const placed = {
    ...document,
    modules: {
      ...document.modules,
      Net: {
        ...document.modules['Net']!,
        nodes: nodes.map((node) => {
          const [x, y] = places[node.name] ?? [2000, 0]
          return { ...node, position: { x, y } }
        }),
      },
    },
  }
  const after = done(placed, group(at('flatten').id, at('left').id, at('right').id))
  const instance = after.modules['Net']!.nodes.find(({ type }) => type === 'Module')!
  expect(instance.position.x).toBe(300)
  expect(instance.position.y).toBeGreaterThanOrEqual(100 + 84)
})
