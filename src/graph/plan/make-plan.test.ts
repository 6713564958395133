import { describe, expect, it } from 'vitest'
import { planGraph } from './make-plan'
import { parseDocument } from '../file/parse'
import { serialiseDocument } from '../file/serialise'
import type { ModulePlan, PlanCall } from './plan'
import { testDocument, testModule } from '../document/test-graph'
import type { GraphDocument } from '../document/document'
import { inferDocument } from '../infer/infer'

function plan(document: GraphDocument): ModulePlan {
  const result = planGraph(inferDocument(document))
  if (result.kind === 'refused') throw new Error(result.findings.map(({ message }) => message).join('\n'))
  return result.plan
}

const block = testModule(
  [['y: Output'], ['conv: Conv2d', { out_channels: 4, kernel_size: 3, padding: 1 }], ['x: Input']],
  ['x → conv', 'conv → y'],
)

describe('planGraph', () => {
  it('leaves out outputs of an instance that have no wire inside', () => {
    const open = testModule(
      [['x: Input'], ['act: ReLU'], ['z: Output'], ['y: Output']],
      ['x → act', 'act → y'],
    )
    const nodes = [
      ['x: Input', { shape: [4] }],
      ['b: Module', { module: 'Open' }],
    ] as const
    const [, instance] = plan(testDocument(nodes, ['x → b.x'], { Open: open })).calls
    expect(instance?.outputs).toEqual(['y'])
  })

  const document = testDocument(
    [
      ['loss: MSELoss', {}, { loss_weight: 0.5 }],
      ['b1: Module', { module: 'Block' }],
      ['b2: Module', { module: 'Block' }],
      ['sum: Add'],
      ['image: Input', { shape: [2, 9, 9] }],
      ['wanted: Input', { shape: [4, 9, 9] }],
      ['lonely: ReLU'],
    ],
    ['image → b1.x', 'b1.y → b2.x', 'b2.y → sum.other', 'b1.y → sum', 'sum → loss', 'wanted → loss.target'],
    { Block: block },
  )

  it('orders calls so that inputs come first, whatever the order of the file, and leaves out what is not wired', () => {
    expect(plan(document).calls.map(({ name }) => name)).toEqual([
      'image',
      'b1',
      'b2',
      'sum',
      'wanted',
      'loss',
    ])
  })

  it('lists inputs in handle order, with wire and source', () => {
    const sum = plan(document).calls.find(({ name }) => name === 'sum')
    expect(Object.entries(sum?.inputs ?? {})).toEqual([
      ['input', { edge: 'e3', node: 'b1', handle: 'y' }],
      ['other', { edge: 'e2', node: 'b2', handle: 'y' }],
    ])
  })

  it('fills in defaults and what was inferred, for each instance of its own', () => {
    const calls = plan(document).calls.filter(
      (call): call is Extract<PlanCall, { kind: 'instance' }> => call.kind === 'instance',
    )
    const channels = calls.map(({ plan: inner }) => {
      const conv = inner.calls.find(({ name }) => name === 'conv')
      return conv?.kind === 'operation' ? conv.params : undefined
    })
    const common = {
      out_channels: 4,
      kernel_size: 3,
      stride: 1,
      padding: 1,
      dilation: 1,
      groups: 1,
      bias: true,
      padding_mode: 'zeros',
    }
    expect(channels).toEqual([
      { ...common, in_channels: 2 },
      { ...common, in_channels: 4 },
    ])
    expect(calls.map(({ inputs, outputs }) => [Object.keys(inputs), outputs])).toEqual([
      [['x'], ['y']],
      [['x'], ['y']],
    ])
    expect(calls[0]?.plan.calls.map(({ name }) => name)).toEqual(['x', 'conv', 'y'])
  })

  it('carries the call, the loss weight, shared parameters and hooks', () => {
    const hook = { id: 'h0', edge: 'e1', pass: 'backward' as const, type: 'clip_norm', params: {} }
    const shared = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['a: Linear', { out_features: 4 }],
        ['relu: ReLU', {}, { call: 'functional' }],
        ['b: Linear', { out_features: 4 }, { shared_with: 'a' }],
        ['loss: MSELoss', {}, { loss_weight: 0.5 }],
      ],
      ['x → a', 'a → relu', 'relu → b', 'b → loss', 'x → loss.target'],
    )
    const hooked = {
      ...shared,
      modules: { Net: { ...shared.modules['Net'], hooks: [hook, { ...hook, id: 'h1', enabled: false }] } },
    } as GraphDocument
    const { calls, hooks } = plan(hooked)
    const { edge, ...rest } = hook
    expect(hooks).toEqual([{ ...rest, place: { kind: 'edge', edge }, params: { max_norm: 1 } }])
    expect(calls.find(({ name }) => name === 'relu')).toMatchObject({ kind: 'operation', call: 'functional' })
    expect(calls.find(({ name }) => name === 'b')).toMatchObject({ sharedWith: 'a' })
    expect(calls.find(({ name }) => name === 'loss')).toMatchObject({ call: 'module', lossWeight: 0.5 })
  })

  it('refuses a graph that unfolds to more than a machine can hold, without unfolding it', () => {
    const double = (inner: string) =>
      testModule(
        [['x: Input'], ['a: Module', { module: inner }], ['b: Module', { module: inner }], ['y: Output']],
        ['x → a.x', 'a.y → b.x', 'b.y → y'],
      )
    const levels = Array.from({ length: 30 }, (_, i) => [`M${i}`, double(`M${i + 1}`)] as const)
    const last = testModule(
      [['x: Input'], ['f: Linear', { out_features: 4 }], ['y: Output']],
      ['x → f', 'f → y'],
    )
    const multiplied = testDocument(
      [['x: Input', { shape: [4] }], ['m: Module', { module: 'M0' }], ['y: Output']],
      ['x → m.x', 'm.y → y'],
      { ...Object.fromEntries(levels), M30: last },
    )
    expect(parseDocument(serialiseDocument(multiplied)).findings).toMatchObject([
      { severity: 'error', message: expect.stringMatching(/^The graph unfolds to \d+ calls/) },
    ])
    const result = planGraph(inferDocument(multiplied))
    expect(result.kind === 'refused' && result.findings[0]?.message).toMatch(
      /^The graph unfolds to \d+ calls/,
    )
  })

  it('refuses a graph with errors, but not for a definition that nobody calls', () => {
    const broken = testModule(
      [['x: Input', { shape: [2] }], ['c: Conv2d', { out_channels: 1, kernel_size: 1 }], ['y: Output']],
      ['x → c', 'c → y'],
    )
    const unused = testDocument([['x: Input', { shape: [2] }], ['y: Output']], ['x → y'], { Broken: broken })
    expect(planGraph(inferDocument(unused)).kind).toBe('plan')
    const used = testDocument(
      [['x: Input', { shape: [2] }], ['b: Module', { module: 'Broken' }], ['y: Output']],
      ['x → b.x', 'b.y → y'],
      { Broken: broken },
    )
    const result = planGraph(inferDocument(used))
    expect(result.kind === 'refused' && result.findings[0]).toMatchObject({
      module: 'Broken',
      name: 'c',
      severity: 'error',
    })
  })

  it('refuses instances that multiply beyond what can run', () => {
    const level = (inner: string) =>
      testModule(
        [
          ['x: Input'],
          ...Array.from({ length: 10 }, (_, index) => [`m${index}: Module`, { module: inner }] as const),
          ['y: Output'],
        ],
        ['x → m0.x', ...Array.from({ length: 9 }, (_, index) => `m${index}.y → m${index + 1}.x`), 'm9.y → y'],
      )
    const names = Array.from({ length: 12 }, (_, index) => `L${index}`)
    const levels = Object.fromEntries(
      names.map((name, index) => [
        name,
        index === 0
          ? testModule([['x: Input'], ['r: ReLU'], ['y: Output']], ['x → r', 'r → y'])
          : level(`L${index - 1}`),
      ]),
    )
    const bomb = testDocument(
      [['x: Input', { shape: [2] }], ['top: Module', { module: 'L11' }], ['y: Output']],
      ['x → top.x', 'top.y → y'],
      levels,
    )
    const result = planGraph(inferDocument(bomb))
    expect(result.kind === 'refused' && result.findings[0]?.message).toContain('at most 100000 can run')
  })
})
