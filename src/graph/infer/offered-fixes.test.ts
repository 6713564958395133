/** Which remedies are offered for which mistake, and what comes of them. */
import { describe, expect, it } from 'vitest'
import type { GraphDocument, Params } from '../document/document'
import { testDocument } from '../document/test-graph'
import type { TestNode } from '../document/test-graph'
import { formatShape } from '../types/dims'
import { inferDocument, inferenceFindings } from './infer'
import { edit, findingsOfIt } from './inference.fixture'

/** The remedies offered for a node behind one Input, as `label → shape of the first output then`. */
function offers(type: string, params: Params, shape: readonly number[]): string[] {
  const document = testDocument(
    [['x: Input', { shape }], [`it: ${type}`, params], ['end: Output']],
    ['x → it', 'it → end'],
  )
  return offered(document)
}

function offered(document: GraphDocument): string[] {
  return findingsOfIt(document).flatMap(({ fixes = [] }) =>
    fixes.map(({ label, command }) => {
      const after = inferDocument(edit(document, command)).main.nodes.get('it')
      const [output] = Object.values(after?.outputs ?? {})
      return `${label} → ${output ? formatShape(output.shape) : 'unknown'}`
    }),
  )
}

describe('a dimension that is not there', () => {
  it('has the nearest one as its remedy, and what that is', () => {
    expect(offers('Softmax', { dim: 2 }, [10])).toEqual(['dim=1 is the last dimension → [N, 10]'])
    expect(offers('Unsqueeze', { dim: -4 }, [10])).toEqual(['dim=0 is the first dimension → [1, N, 10]'])
    expect(offers('Flatten', { start_dim: 5, end_dim: 6 }, [3, 4])).toEqual([
      'start_dim=2, end_dim=2 → [N, 3, 4]',
    ])
  })

  it('in a list gives the list that fits', () => {
    expect(offers('Mean', { dim: [2, 5, 3] }, [3, 8, 8])).toEqual(['dim=[2, 3] fits → [N, 3]'])
    expect(offers('Permute', { dims: [0, 3, 1] }, [4, 6])).toEqual(['dims=[0, 2, 1] fits → [N, 6, 4]'])
  })

  it('is another one where it cannot be the batch', () => {
    expect(offers('Split', { split_size_or_sections: 2, dim: 0 }, [4, 6])).toEqual([
      'dim=1, of size 4 → [N, 2, 6]',
      'dim=2, of size 6 → [N, 4, 2]',
    ])
    expect(offers('GLU', { dim: 1 }, [3, 6])).toEqual(['dim=2, of size 6 → [N, 3, 3]'])
  })
})

describe('an input of another number of dimensions', () => {
  it('has the layer for that number as its remedy, with the parameters that fit', () => {
    const conv = { out_channels: 8, kernel_size: [3, 5], padding: [1, 2], bias: false }
    expect(offers('Conv2d', conv, [4, 30])).toEqual([
      'Replace by Conv1d → [N, 8, 30]',
      'Insert Unsqueeze(dim=1) → [N, 8, 4, 30]',
      'Insert Unsqueeze(dim=-1) → [N, 8, 30, 1]',
    ])
    expect(offers('Conv1d', { out_channels: 8, kernel_size: 3 }, [3, 8, 8])).toEqual([
      'Replace by Conv2d → [N, 8, 6, 6]',
      'Insert Flatten(start_dim=2) → [N, 8, 62]',
    ])
    expect(offers('BatchNorm2d', {}, [16])).toContain('Replace by BatchNorm1d → [N, 16]')
    expect(offers('MaxPool1d', { kernel_size: 2 }, [3, 8, 8])).toContain(
      'Replace by MaxPool2d → [N, 3, 4, 4]',
    )
  })

  it('is kept where the node stands: id, name and wires', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4, 30] }],
        ['it: Conv2d', { out_channels: 8, kernel_size: [3, 5] }],
        ['end: Output'],
      ],
      ['x → it', 'it → end'],
    )
    const [fix] = findingsOfIt(document)[0]?.fixes ?? []
    const after = fix === undefined ? document : edit(document, fix.command)
    expect(after.modules['Net']?.edges).toEqual(document.modules['Net']?.edges)
    expect(after.modules['Net']?.nodes[1]).toMatchObject({
      id: 'it',
      name: 'it',
      type: 'Conv1d',
      params: { out_channels: 8, kernel_size: 5 },
    })
  })

  it('is brought to the number that the layer takes', () => {
    expect(offers('Conv2d', { out_channels: 8, kernel_size: 3 }, [784])).toEqual([
      'Insert Unflatten(dim=-1, unflattened_size=[1, 28, 28]) → [N, 8, 26, 26]',
    ])
    expect(offers('LSTM', { hidden_size: 16, batch_first: true }, [8, 4, 4])).toEqual([
      'Insert Flatten(start_dim=2) → [N, 8, 16]',
    ])
    expect(offers('LSTM', { hidden_size: 16, batch_first: true }, [20])).toEqual([
      'Insert Unsqueeze(dim=-1) → [N, 20, 16]',
    ])
    expect(offers('Linear', { out_features: 3 }, [])).toContain('Insert Unsqueeze(dim=1) → [N, 3]')
  })
})

/** As `offers`, for a node with those inputs. */
function offersFor(type: string, params: Params, inputs: Readonly<Record<string, Params>>): string[] {
  const document = testDocument(
    [
      ...Object.entries(inputs).map(([handle, given]): TestNode => [`${handle}: Input`, given]),
      [`it: ${type}`, params],
    ],
    Object.keys(inputs).map((handle) => `${handle} → it.${handle}`),
  )
  return offered(document)
}

describe('sizes that do not multiply up', () => {
  it('are solved for one of them', () => {
    expect(offers('Unflatten', { dim: 1, unflattened_size: [4, 5] }, [24])).toEqual([
      'unflattened_size=[4, 6] fits → [N, 4, 6]',
      'unflattened_size=[-1, 1] fits → [N, 24, 1]',
    ])
    expect(offers('Reshape', { shape: [-1, 4, 5] }, [24])).toContain('shape=[-1, 4, 6] fits → [N, 4, 6]')
    expect(offers('Reshape', { shape: [64, 24] }, [2, 12])).toContain('shape=[-1, 24] fits → [N, 24]')
    expect(offers('Expand', { size: [4, 3, 7] }, [1, 8])).toEqual(['size=[-1, 3, -1] fits → [N, 3, 8]'])
  })
})

describe('two tensors that do not go together', () => {
  it('are brought to one shape', () => {
    expect(offersFor('Add', {}, { input: { shape: [3, 8, 8] }, other: { shape: [3] } })).toEqual([
      'Insert Unflatten(dim=-1, unflattened_size=[3, 1, 1]) at other → [N, 3, 8, 8]',
    ])
    expect(offersFor('MatMul', {}, { input: { shape: [5, 4] }, other: { shape: [7, 4] } })).toContain(
      'Insert Transpose(dim0=-2, dim1=-1) at other → [N, 5, 7]',
    )
    expect(offersFor('MSELoss', {}, { input: { shape: [1] }, target: { shape: [] } })).toContain(
      'Insert Unsqueeze(dim=1) at target → []',
    )
  })

  it('keep what is on their wires where they are exchanged', () => {
    const drawn = testDocument(
      [['x: Input', { shape: [10] }], ['y: Input', { shape: [], dtype: 'int64' }], ['it: CrossEntropyLoss']],
      ['y → it.input', 'x → it.target'],
    )
    const hooks = [
      { id: 'h0', edge: 'e1', pass: 'backward', type: 'clip_norm', params: { max_norm: 1 } },
    ] as const
    const document = edit(drawn, {
      kind: 'set-hooks',
      module: 'Net',
      place: { kind: 'edge', edge: 'e1' },
      hooks,
    })
    const [fix] = findingsOfIt(document)[0]?.fixes ?? []
    const { edges, hooks: kept } = (fix ? edit(document, fix.command) : document).modules['Net'] ?? {}
    expect(edges).toMatchObject([
      { id: 'e0', source: 'y', targetHandle: 'target' },
      { id: 'e1', source: 'x', targetHandle: 'input' },
    ])
    expect(kept).toEqual(hooks)
  })

  it('are told which is which', () => {
    const [scores, classes] = [{ shape: [10] }, { shape: [], dtype: 'int64' }]
    expect(offersFor('CrossEntropyLoss', {}, { input: classes, target: scores })).toEqual([
      'Exchange input and target → []',
    ])
    expect(
      offersFor('CrossEntropyLoss', {}, { input: scores, target: { shape: [1], dtype: 'int64' } }),
    ).toContain('Insert Squeeze(dim=1) at target → []')
    expect(
      offersFor(
        'CrossEntropyLoss',
        {},
        { input: { shape: [12, 65] }, target: { shape: [12], dtype: 'int64' } },
      ),
    ).toEqual(['Insert Permute(dims=[0, 2, 1]) → []'])
    expect(offersFor('NLLLoss', {}, { input: scores, target: { shape: [] } })).toEqual([
      'target: dtype=int64 → []',
    ])
  })
})

describe('other mistakes', () => {
  it('have solved remedies too', () => {
    const attention = offersFor(
      'MultiheadAttention',
      { num_heads: 5, batch_first: true },
      { query: { shape: [6, 12] }, key: { shape: [6, 12] }, value: { shape: [6, 12] } },
    )
    expect(attention).toEqual(['num_heads=4 fits → [N, 6, 12]'])
    expect(offers('Embedding', { num_embeddings: 10, embedding_dim: 4 }, [5])).toEqual([
      'x: dtype=int64 → [N, 5, 4]',
    ])
    expect(offers('Pad', { pad: [9, 9], mode: 'reflect' }, [3, 4])).toEqual(['pad=[3, 3] fits → [N, 3, 10]'])
    expect(offers('ConvTranspose2d', { out_channels: 2, kernel_size: 3, padding: 4 }, [1, 4, 4])).toEqual([
      'padding=2 fits → [N, 2, 2, 2]',
    ])
    expect(offers('Hardtanh', { min_val: 2, max_val: 1 }, [4])).toEqual([
      'min_val=1, max_val=2 → [N, 4]',
      'min_val=-1, max_val=1 → [N, 4]',
    ])
    const state = { input: { shape: [7, 8] }, h_0: { shape: [4] } }
    expect(offersFor('LSTM', { hidden_size: 4, batch_first: true }, state)).toEqual([
      'Without h_0: both start as zeros → [N, 7, 4]',
    ])
  })
})

describe('params that a node does not take', () => {
  it('are brought to the nearest that it takes', () => {
    expect(offers('Conv2d', { out_channels: 0, kernel_size: 3 }, [1, 8, 8])).toContain(
      'out_channels=1 → [N, 1, 6, 6]',
    )
    expect(offers('Dropout', { p: 1.5 }, [4])).toEqual(['p=1 → [N, 4]', 'p=0.5, the default → [N, 4]'])
    expect(offers('Conv2d', { out_chanels: 4, kernel_size: 3 }, [1, 8, 8])).toContain(
      'Name it out_channels → [N, 4, 6, 6]',
    )
    expect(offers('Upsample', { scale_factor: 2, mode: 'bilinar' }, [1, 4, 4])).toContain(
      'mode="bilinear" → [N, 1, 8, 8]',
    )
  })
})

describe('a node that cannot be', () => {
  it('is mended by a command: another type, another call, a wire less, or no node', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [4] }],
        ['it: Relu'],
        ['fc: Linear', { out_features: 2 }, { call: 'functional' }],
        ['alone: Sigmoid'],
      ],
      ['x → it', 'it → fc', 'x → fc.other', 'x → fc'],
    )
    const found = [...inferDocument(document).main.nodes.values()].flatMap(({ findings }) =>
      findings.flatMap(({ fixes = [] }) => fixes),
    )
    expect(found.map(({ label }) => label)).toEqual([
      'Replace by ReLU',
      "call='module'",
      'Take the wire out',
      'Take the wire out',
      'Delete alone',
    ])
    const mended = found.reduce((before, { command }) => edit(before, command), document)
    expect(inferenceFindings(inferDocument(mended))).toEqual([])
  })
})

describe('hundreds of wrong nodes', () => {
  const names = Array.from({ length: 300 }, (_, index) => `fc${index}`)
  const document = testDocument(
    [
      ['x: Input', { shape: [6] }],
      ...names.map((name): TestNode => [`${name}: Linear`, { in_features: 3, out_features: 4 }]),
    ],
    names.map((name) => `x → ${name}`),
  )

  it('have remedies as far as anybody reads', () => {
    const found = inferenceFindings(inferDocument(document))
    expect(found).toHaveLength(300)
    expect(found.filter(({ fixes }) => fixes !== undefined)).toHaveLength(200)
  })

  it('all have them when the first were mended', () => {
    const net = document.modules['Net']!
    const nodes = net.nodes.map((node, index) =>
      index >= 1 && index <= 250 ? { ...node, params: { ...node.params, in_features: 6 } } : node,
    )
    const mended = { ...document, modules: { Net: { ...net, nodes } } }
    const found = inferenceFindings(inferDocument(mended, inferDocument(document)))
    expect(found).toHaveLength(50)
    expect(found.every(({ fixes }) => fixes?.length === 1)).toBe(true)
  })
})
