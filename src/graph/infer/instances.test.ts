import { describe, expect, it } from 'vitest'
import { testDocument, testModule } from '../document/test-graph'
import { inferDocument, inferenceFindings } from './infer'
import type { ModuleInference } from './inference'
import { edit, nodeOf, shapes } from './inference.fixture'

describe('nested modules', () => {
  const block = testModule(
    [
      ['x: Input'],
      ['conv: Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }],
      ['sum: Add'],
      ['y: Output'],
    ],
    ['x → conv', 'conv → sum', 'x → sum.other', 'sum → y'],
  )
  const two = testDocument(
    [
      ['x: Input', { shape: [4, 9, 9] }],
      ['b1: Module', { module: 'Block' }],
      ['b2: Module', { module: 'Block' }],
      ['y: Output'],
    ],
    ['x → b1.x', 'b1.y → b2.x', 'b2.y → y'],
    { Block: block },
  )

  it('take their types from the caller and count their parameters for each instance', () => {
    const inference = inferDocument(two)
    expect(inferenceFindings(inference)).toEqual([])
    expect(inference.main.edges.get('e2')?.shape).toEqual(['N', 4, 9, 9])
    expect(inference.main.parameterCount).toBe(2 * (4 * 4 * 9 + 4))
    expect(nodeOf(inference, 'b1').parameters.map(({ name }) => name)).toEqual(['conv.weight', 'conv.bias'])
    expect(shapes(inference.modules.get('Block') as ModuleInference)['e0']).toBe('[N, 4, 9, 9]')
  })

  it('are inferred again when the definition changes', () => {
    const first = inferDocument(two)
    const changed = edit(two, {
      kind: 'set-params',
      module: 'Block',
      node: 'conv',
      params: { out_channels: 5 },
    })
    const [finding] = inferenceFindings(inferDocument(changed, first))
    expect(finding).toMatchObject({ module: 'Block', name: 'sum' })
  })

  it('keep everything of instances that an edit elsewhere does not touch', () => {
    const first = inferDocument(two)
    const second = inferDocument(edit(two, { kind: 'rename', module: 'Net', node: 'y', name: 'out' }), first)
    expect(nodeOf(second, 'b1').instance).toBe(nodeOf(first, 'b1').instance)
  })

  it('whose number of shapes doubles with each that is nested are given up, and looked at again after an edit', () => {
    const levels = 12
    const level = (at: number) =>
      testModule(
        [
          ['x: Input', at === levels ? { shape: [1, 4] } : {}],
          ['wider: Conv1d', { out_channels: 1, kernel_size: 1, padding: 2 ** at }],
          ...(at === 0
            ? []
            : ([
                ['a: Module', { module: `M${at - 1}` }],
                ['b: Module', { module: `M${at - 1}` }],
              ] as const)),
          ['y: Output'],
        ],
        ['x → wider', 'wider → y', ...(at === 0 ? [] : ['x → a.x', 'wider → b.x'])],
      )
    const modules = Object.fromEntries(Array.from({ length: levels }, (_, at) => [`M${at}`, level(at)]))
    const document = testDocument([], [], { ...modules, Net: level(levels) })
    const inference = inferDocument(document)
    expect(inferenceFindings(inference)).toContainEqual(
      expect.objectContaining({
        code: 'module.too_many_inside',
        param: 'module',
        message: 'Unfolded, modules hold more than 20000 nodes with inputs of their own.',
        remedy: 'Nest fewer instances.',
      }),
    )
    const halved = (of: typeof document, module: string) =>
      edit(of, { kind: 'set-params', module, node: 'b', params: { module: 'M0' } })
    const mended = halved(halved(document, 'M4'), 'M8')
    const { isCut, ...after } = inferDocument(mended, inference)
    expect(isCut).toBe(false)
    expect(inferenceFindings({ isCut, ...after })).toEqual([])
  })

  it('give nothing from an Output without a wire, which whoever takes it is told', () => {
    const split = testModule(
      [['x: Input'], ['act: ReLU'], ['y: Output'], ['z: Output']],
      ['x → act', 'act → y'],
    )
    const nodes = [
      ['x: Input', { shape: [4] }],
      ['b: Module', { module: 'Block' }],
      ['end: ReLU'],
      ['y: Output'],
    ] as const
    const wires = ['x → b.x', 'b.y → y']
    const unused = testDocument(nodes.slice(0, 2), wires.slice(0, 1), { Block: split })
    expect(inferenceFindings(inferDocument(unused)).map(({ severity }) => severity)).toEqual(['warning'])
    const first = inferDocument(testDocument(nodes, [...wires, 'b.z → end'], { Block: split }))
    const found = inferenceFindings(first)
    expect(found).toHaveLength(2)
    const finding = found.find(({ severity }) => severity === 'error')
    expect(finding).toMatchObject({
      module: 'Net',
      node: 'end',
      edge: 'e2',
      message: "Nothing comes from 'z' of b: that Output of Block is not connected.",
      remedy: "Drag a wire to 'z' in Block, or take this wire out.",
    })
    const mended = edit(first.document, {
      kind: 'connect',
      module: 'Block',
      source: 'act',
      sourceHandle: 'output',
      target: 'z',
      targetHandle: 'input',
    })
    expect(inferenceFindings(inferDocument(mended, first))).toEqual([])
  })

  it('refuse a definition that contains itself', () => {
    const inner = testModule(
      [['x: Input'], ['again: Module', { module: 'Outer' }], ['y: Output']],
      ['x → again.x', 'again.y → y'],
    )
    const outer = testModule(
      [['x: Input'], ['in: Module', { module: 'Inner' }], ['y: Output']],
      ['x → in.x', 'in.y → y'],
    )
    const document = testDocument(
      [['x: Input', { shape: [2] }], ['o: Module', { module: 'Outer' }], ['y: Output']],
      ['x → o.x', 'o.y → y'],
      {
        Inner: inner,
        Outer: outer,
      },
    )
    const messages = inferenceFindings(inferDocument(document)).map(({ message }) => message)
    expect(messages).toContain('The module Outer contains itself: Net → Outer → Inner → Outer.')
  })

  it('name the nearest definition where there is none', () => {
    const document = testDocument(
      [['x: Input', { shape: [2] }], ['b: Module', { module: 'Blok' }], ['y: Output']],
      ['x → b.x', 'b.y → y'],
      {
        Block: block,
      },
    )
    expect(inferenceFindings(inferDocument(document))).toMatchObject([
      {
        name: 'b',
        param: 'module',
        message: "There is no module 'Blok' in this document.",
        remedy: "Did you mean 'Block'?",
      },
    ])
  })
})

describe('shared parameters', () => {
  const shared = (size: number) =>
    testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Linear', { out_features: 4 }],
        ['b: Linear', { out_features: size }, { shared_with: 'a' }],
        ['y: Output'],
      ],
      ['x → a', 'a → b', 'b → y'],
    )

  it('count once', () => {
    const inference = inferDocument(shared(4))
    expect(inferenceFindings(inference)).toEqual([])
    expect(inference.main.parameterCount).toBe(20)
  })

  it('need the same sizes', () => {
    expect(inferenceFindings(inferDocument(shared(5)))).toMatchObject([
      { name: 'b', message: 'b cannot share the parameters of a: their shapes differ.' },
    ])
  })

  it('count once where instances share them', () => {
    const part = testModule(
      [['x: Input'], ['f: Linear', { out_features: 4 }], ['y: Output']],
      ['x → f', 'f → y'],
    )
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Module', { module: 'Part' }],
        ['b: Module', { module: 'Part' }, { shared_with: 'a' }],
        ['y: Output'],
      ],
      ['x → a.x', 'a.y → b.x', 'b.y → y'],
      { Part: part },
    )
    const inference = inferDocument(document)
    expect(inferenceFindings(inference)).toEqual([])
    expect(inference.main.parameterCount).toBe(20)
  })

  it('need the same params: both are one module', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [1, 8, 8] }],
        ['a: Conv2d', { out_channels: 1, kernel_size: 3 }],
        ['b: Conv2d', { out_channels: 1, kernel_size: 3, stride: 2 }, { shared_with: 'a' }],
        ['y: Output'],
      ],
      ['x → a', 'a → b', 'b → y'],
    )
    expect(inferenceFindings(inferDocument(document)).map(({ message }) => message)).toEqual([
      'b is the same module as a, but has stride=2 where that has 1.',
    ])
  })

  it('need an owner that is in the net', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Linear', { in_features: 4, out_features: 4 }],
        ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
        ['y: Output'],
      ],
      ['x → b', 'b → y'],
    )
    expect(inferenceFindings(inferDocument(document)).filter(({ severity }) => severity === 'error')).toEqual(
      [expect.objectContaining({ name: 'b', remedy: 'Wire a, or share with another node.' })],
    )
  })
})
