import { describe, expect, it, vi } from 'vitest'
import type { Command } from '../document/command'
import type { GraphDocument } from '../document/document'
import { testCnn, testDocument } from '../document/test-graph'
import { inferDocument, inferenceFindings } from './infer'
import { edit, nodeOf, shapes } from './inference.fixture'
import { translator } from '../../words/translator'

const set = (node: string, params: Record<string, unknown>): Command => ({
  kind: 'set-params',
  module: 'Net',
  node,
  params,
})

describe('inference of a whole graph', () => {
  it('gives the shape of every wire, the inferred params and the cost', () => {
    const inference = inferDocument(testCnn())
    expect(Object.values(shapes(inference.main))).toEqual([
      '[N, 1, 28, 28]',
      '[N, 8, 28, 28]',
      '[N, 8, 28, 28]',
      '[N, 16, 28, 28]',
      '[N, 16, 14, 14]',
      '[N, 3136]',
      '[N, 10]',
      '[N]',
    ])
    expect(nodeOf(inference, 'conv2').inferred).toEqual({ in_channels: 8 })
    expect(nodeOf(inference, 'pool').inferred).toEqual({ stride: 2 })
    expect(nodeOf(inference, 'conv2').parameters).toEqual([
      { name: 'weight', shape: [16, 8, 3, 3] },
      { name: 'bias', shape: [16] },
    ])
    expect(nodeOf(inference, 'conv2').multiplyAdds).toBe(28 * 28 * 16 * 8 * 9)
    expect(inference.main.parameterCount).toBe(80 + 1168 + 31_370)
    expect(inferenceFindings(inference)).toEqual([])
  })

  it('marks the node that is wrong, leaves what follows unknown and shows the rest', () => {
    const inference = inferDocument(edit(testCnn(), set('conv2', { in_channels: 3 })))
    expect(Object.values(shapes(inference.main))).toEqual([
      '[N, 1, 28, 28]',
      '[N, 8, 28, 28]',
      '[N, 8, 28, 28]',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
      '[N]',
    ])
    const [finding, ...others] = inferenceFindings(inference)
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      module: 'Net',
      node: 'conv2',
      name: 'conv2',
      handle: 'input',
      edge: 'e2',
    })
    expect(finding?.message).toBe(
      'Given groups=1, weight of size [16, 3, 3, 3], expected input[N, 8, 28, 28] to have 3 channels, but got 8 channels instead',
    )
    expect(finding?.fixes?.map((fix) => fix.label)).toEqual(['in_channels=8'])
  })

  it('keeps the batch symbolic through a Flatten of everything', () => {
    const document = testDocument(
      [['x: Input', { shape: [4, 7] }], ['flatten: Flatten', { start_dim: 0 }], ['y: Output']],
      ['x → flatten', 'flatten → y'],
    )
    expect(shapes(inferDocument(document).main)).toEqual({ e0: '[N, 4, 7]', e1: '[28N]' })
  })

  it('follows a chain of 20,000 nodes without exhausting the stack', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `r${index}`)
    const document = testDocument(
      [['x: Input', { shape: [2] }], ...names.map((name) => [`${name}: Identity`] as const)],
      names.map((name, index) => `${index === 0 ? 'x' : `r${index - 1}`} → ${name}`),
    )
    expect(inferDocument(document).main.edges.get('e19999')?.shape).toEqual(['N', 2])
  })

  it('asks for no sentence where nothing is wrong, as one costs more than a shape', () => {
    const asked = vi.spyOn(translator, 't')
    try {
      inferDocument(testCnn())
      expect(asked).not.toHaveBeenCalled()
      inferDocument(edit(testCnn(), set('conv2', { kernel_size: 99 })))
      expect(asked).toHaveBeenCalled()
    } finally {
      asked.mockRestore()
    }
  })
})

describe('incremental inference', () => {
  it('infers again only what depends on the edit', () => {
    const before = testCnn()
    const first = inferDocument(before)
    const second = inferDocument(edit(before, set('conv2', { out_channels: 4 })), first)
    const kept = [...second.main.nodes]
      .filter(([id, node]) => node === first.main.nodes.get(id))
      .map(([id]) => id)
    expect(kept).toEqual(['data', 'conv1', 'relu1', 'loss'])
  })

  it('stops where the type is the same again', () => {
    const before = testCnn()
    const first = inferDocument(before)
    const second = inferDocument(edit(before, set('conv1', { bias: false })), first)
    const changed = [...second.main.nodes]
      .filter(([id, node]) => node !== first.main.nodes.get(id))
      .map(([id]) => id)
    expect(changed).toEqual(['conv1'])
    expect(second.main.parameterCount).toBe(first.main.parameterCount - 8)
  })

  it('gives the same as inference from the start after every edit', () => {
    let document = testCnn()
    let inference = inferDocument(document)
    const edits: Command[] = [
      set('conv1', { kernel_size: 40 }),
      { kind: 'disconnect', module: 'Net', edges: ['e5'] },
      set('conv1', { kernel_size: 5 }),
      {
        kind: 'connect',
        module: 'Net',
        source: 'pool',
        sourceHandle: 'output',
        target: 'fc',
        targetHandle: 'input',
      },
      { kind: 'remove-nodes', module: 'Net', nodes: ['relu1'], reconnect: true },
      { kind: 'replace-type', module: 'Net', node: 'loss', type: 'MSELoss' },
    ]
    for (const command of edits) {
      document = edit(document, command)
      inference = inferDocument(document, inference)
      const afresh = inferDocument(document)
      expect(inferenceFindings(inference)).toEqual(inferenceFindings(afresh))
      expect(shapes(inference.main)).toEqual(shapes(afresh.main))
    }
  })
})

describe('remedies', () => {
  /** Applies the first fix of the first finding and returns what is left. */
  function mended(document: GraphDocument): {
    label: string | undefined
    left: string[]
    document: GraphDocument
  } {
    const fix = inferenceFindings(inferDocument(document))[0]?.fixes?.[0]
    if (fix === undefined) throw new Error('no fix')
    const after = edit(document, fix.command)
    return {
      label: fix.label,
      left: inferenceFindings(inferDocument(after)).map(({ message }) => message),
      document: after,
    }
  }

  it('insert a Flatten where a Linear was given the flat size', () => {
    const wrong = testDocument(
      [
        ['x: Input', { shape: [32, 14, 14] }],
        ['fc: Linear', { in_features: 6272, out_features: 10 }],
        ['y: Output'],
      ],
      ['x → fc', 'fc → y'],
    )
    expect(mended(wrong)).toMatchObject({ label: 'Insert Flatten: in_features=6272 fits', left: [] })
  })

  it('insert the missing Flatten before the first Linear, though only the loss fails', () => {
    const wrong = testDocument(
      [
        ['data: Dataset', { source: 'digits' }],
        ['conv: Conv2d', { out_channels: 8, kernel_size: 3 }],
        ['fc1: Linear', { out_features: 32 }],
        ['relu: ReLU'],
        ['fc2: Linear', { in_features: 32, out_features: 10 }],
        ['loss: CrossEntropyLoss'],
      ],
      ['data.x → conv', 'conv → fc1', 'fc1 → relu', 'relu → fc2', 'fc2 → loss', 'data.y → loss.target'],
    )
    const { label, left, document } = mended(wrong)
    expect({ label, left }).toEqual({ label: 'Insert Flatten before fc1', left: [] })
    expect(inferDocument(document).main.nodes.get('fc1')?.inferred).toEqual({ in_features: 8 * 26 * 26 })
  })

  it.each([
    ['Conv2d', { out_channels: 4, kernel_size: 5 }, [1, 3, 3], 'padding=1 fits'],
    ['Conv2d', { out_channels: 4, kernel_size: 3, padding: 'same', stride: 2 }, [1, 9, 9], 'stride=1'],
    ['Conv2d', { out_channels: 8, kernel_size: 3, groups: 3 }, [4, 9, 9], 'groups=2'],
    ['MaxPool2d', { kernel_size: 4 }, [1, 3, 3], 'kernel_size=3 fits'],
    ['MaxPool2d', { kernel_size: 3, padding: 2 }, [1, 9, 9], 'padding=1 fits'],
    ['AvgPool2d', { kernel_size: [4, 2] }, [1, 3, 9], 'kernel_size=3 fits'],
  ])('solve %s with %j', (type, params, shape, label) => {
    const wrong = testDocument(
      [['x: Input', { shape }], [`layer: ${type}`, params], ['y: Output']],
      ['x → layer', 'layer → y'],
    )
    expect(mended(wrong)).toMatchObject({ label, left: [] })
  })
})

describe('what is not wired', () => {
  it('is a warning for a node without any wire, an error for one with some', () => {
    const document = testDocument(
      [['x: Input', { shape: [2] }], ['lonely: ReLU'], ['sum: Add'], ['y: Output']],
      ['x → sum', 'sum → y'],
    )
    expect(
      inferenceFindings(inferDocument(document)).map(({ severity, name, handle }) => [
        severity,
        name,
        handle,
      ]),
    ).toEqual([
      ['warning', 'lonely', undefined],
      ['error', 'sum', 'other'],
    ])
  })
})

describe('a data source', () => {
  const source = (params: Record<string, unknown>) =>
    inferenceFindings(inferDocument(testDocument([['data: Dataset', params]], []))).map(
      ({ severity, param }) => [severity, param],
    )

  it('must leave samples to train on', () => {
    expect(source({ source: 'digits', count: 100, held_out: 100 })).toEqual([['error', 'held_out']])
    expect(source({ source: 'digits', count: 100, held_out: 0.5 })).toEqual([])
  })

  it('from files needs a folder', () => {
    expect(source({ source: 'mnist-idx' })).toEqual([['warning', 'folder']])
    expect(source({ source: 'mnist-idx', folder: '/data' })).toEqual([])
  })
})

describe('cycles', () => {
  it('are reported once, with the names on them, and the rest is inferred', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [2] }],
        ['a: Add'],
        ['b: ReLU'],
        ['c: ReLU'],
        ['d: ReLU'],
        ['y: Output'],
        ['z: Output'],
      ],
      ['x → a', 'c → a.other', 'a → b', 'b → c', 'c → y', 'x → d', 'd → z'],
    )
    const inference = inferDocument(document)
    expect(inferenceFindings(inference).map(({ message }) => message)).toEqual([
      'The wires form a cycle: a → b → c → a.',
    ])
    expect(inference.main.edges.get('e6')?.shape).toEqual(['N', 2])
    expect(inference.main.edges.get('e2')).toBeNull()
  })
})
