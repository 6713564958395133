import { describe, expect, it } from 'vitest'
import { applyCommand } from '../commands/apply'
import type { GraphDocument } from '../document/document'
import { summarise } from '../export/summary'
import { testDocument, testModule } from '../document/test-graph'
import type { TestNode } from '../document/test-graph'
import { addDims, dimAt, divideDim, multiplyDims } from '../types/dims'
import { inferDocument, inferenceFindings } from './infer'

describe('dimensions', () => {
  it('have one text for one value', () => {
    expect(addDims([1, 'N'])).toBe(addDims(['N', 1]))
    expect(multiplyDims(['N + 2', 3])).toBe('3N + 6')
    expect(multiplyDims([addDims(['N', 1]), addDims(['N', 1])])).toBe('N·N + 2N + 1')
    expect(dimAt('N·N + 2N + 1', 3)).toBe(16)
    expect(multiplyDims(['N', 0])).toBe(0)
  })

  it('are divided where it comes out even for every batch', () => {
    expect(divideDim('6N + 4', 2)).toBe('3N + 2')
    expect(divideDim('6N', 4)).toBeUndefined()
    expect(divideDim('6N', 6)).toBe('N')
    expect(divideDim(12, 4)).toBe(3)
  })
})

/** One node of that type behind an Input of that shape. */
function one(type: string, params: Record<string, unknown>, shape = [4, 6]): GraphDocument {
  const nodes: TestNode[] = [['x: Input', { shape }], [`node: ${type}`, params], ['y: Output']]
  return testDocument(nodes, ['x → node', 'node → y'])
}

function findingsOf(document: GraphDocument) {
  return inferenceFindings(inferDocument(document))
}

describe('a solved remedy', () => {
  it.each([
    ['Select', { dim: 1, index: 7 }, 'index=-1 takes the last'],
    ['Select', { dim: 1, index: -7 }, 'index=0 takes the first'],
    ['Split', { dim: 1, split_size_or_sections: [1, 2] }, '[2, 2] fits'],
    ['Split', { dim: 1, split_size_or_sections: [1, 1, 1] }, '[1, 1, 2] fits'],
  ])('mends %s %o: %s', (type, params, label) => {
    const output = type === 'Split' ? 'node.outputs.0 → y' : 'node → y'
    const nodes: TestNode[] = [['x: Input', { shape: [4, 6] }], [`node: ${type}`, params], ['y: Output']]
    const document = testDocument(nodes, ['x → node', output])
    const fix = findingsOf(document)[0]?.fixes?.[0]
    expect(fix?.label).toBe(label)
    const mended = applyCommand(document, fix!.command)
    expect(mended.kind === 'done' && findingsOf(mended.document).map(({ severity }) => severity)).not.toContain('error')
  }) // prettier-ignore
})

describe('an operation on the batch', () => {
  it.each([
    ['Reshape', { shape: [4, 6] }, "shape '[4, 6]' is invalid for input of size 24N"],
    ['Reshape', { shape: [-1, 48] }, "shape '[-1, 48]' is invalid for input of size 24N"],
    ['Squeeze', { dim: 0 }, 'Dimension 0 has the size N, so it would go only where a batch has one sample.'],
    ['Select', { dim: 0, index: 2 }, 'select(): index 2 out of range for tensor of size [N, 4, 6] at dimension 0'],
    ['Slice', { dim: 0, end: 2 }, 'The batch cannot be sliced: how many samples are left would depend on its size.'],
    ['Pad', { pad: [0, 0, 0, 0, 1, 1] }, 'The batch cannot be padded: no sample comes with it.'],
    ['Expand', { size: [3, -1, -1] }, 'The expanded size of the tensor (3) must match the existing size (N) at non-singleton dimension 0.  Target sizes: [3, -1, -1].  Tensor sizes: [N, 4, 6]'],
  ])('is refused where it would not hold for every batch: %s %o', (type, params, message) => {
    const [finding] = findingsOf(one(type, params))
    expect(finding).toMatchObject({ severity: 'error', message })
    expect(finding?.remedy).toBeTruthy()
  }) // prettier-ignore

  it('splits it into no parts', () => {
    const nodes: TestNode[] = [['x: Input', { shape: [4] }], ['cut: Split', { split_size_or_sections: 2, dim: 0 }], ['y: Output']] // prettier-ignore
    const document = testDocument(nodes, ['x → cut', 'cut.outputs.0 → y'])
    expect(findingsOf(document)).toMatchObject([{ name: 'cut', param: 'dim' }])
  })

  it('is inferred where it does', () => {
    const typeOf = (type: string, params: Record<string, unknown>) =>
      inferDocument(one(type, params)).main.outputs['y']?.shape
    expect(typeOf('Mean', { dim: 0 })).toEqual([4, 6])
    expect(typeOf('Permute', { dims: [1, 0, 2] })).toEqual([4, 'N', 6])
    expect(typeOf('Reshape', { shape: [-1, 3] })).toEqual(['8N', 3])
    expect(typeOf('Reshape', { shape: [4, -1] })).toEqual([4, '6N'])
    expect(typeOf('Select', { dim: 0, index: -1 })).toEqual([4, 6])
  })
})

describe('Reshape', () => {
  it('offers what fits', () => {
    const document = one('Reshape', { shape: [5, 4, 6] })
    const [finding] = findingsOf(document)
    const [fix] = finding?.fixes ?? []
    expect(fix?.label).toBe('shape=[-1, 4, 6] fits')
    const mended = applyCommand(document, fix!.command)
    expect(mended.kind === 'done' && findingsOf(mended.document)).toEqual([])
  })
})

describe('Split', () => {
  const nodes: TestNode[] = [
    ['x: Input', { shape: [6] }],
    ['cut: Split', { split_size_or_sections: 2, dim: 1 }],
    ['y: Output'],
  ]

  it('has as many outputs as its input gives', () => {
    const good = testDocument(nodes, ['x → cut', 'cut.outputs.2 → y'])
    expect(findingsOf(good)).toEqual([])
    const cut = inferDocument(good).main.nodes.get('cut')
    expect(Object.keys(cut?.outputs ?? {})).toEqual(['outputs.0', 'outputs.1', 'outputs.2'])
    const bad = testDocument(nodes, ['x → cut', 'cut.outputs.3 → y'])
    expect(findingsOf(bad)).toMatchObject([
      {
        name: 'y',
        message: "The wire comes from the output 'outputs.3', which cut does not have.",
        remedy: 'Its outputs: outputs.0, outputs.1, outputs.2.',
      },
    ])
  })

  it('is no reason for more errors while its input is unknown', () => {
    const [input, ...rest] = nodes
    const document = testDocument([input!, ['fc: Linear', { in_features: 5, out_features: 6 }], ...rest], ['x → fc', 'fc → cut', 'cut.outputs.7 → y']) // prettier-ignore
    expect(findingsOf(document)).toMatchObject([{ name: 'fc' }])
  })

  it('takes a wire from any part', () => {
    const document = testDocument(nodes, ['x → cut'])
    const wire = {
      kind: 'connect',
      module: 'Net',
      source: 'cut',
      target: 'y',
      targetHandle: 'input',
    } as const
    expect(applyCommand(document, { ...wire, sourceHandle: 'outputs.2' }).kind).toBe('done')
    expect(applyCommand(document, { ...wire, sourceHandle: 'outputs.x' }).kind).toBe('refused')
  })
})

describe('a tensor of its own', () => {
  it('counts under its name, also inside a module', () => {
    const inner = testModule(
      [['h: Input'], ['gain: Parameter', { shape: [6] }], ['times: Mul'], ['out: Output']],
      ['h → times', 'gain → times.other', 'times → out'],
    )
    const document = testDocument(
      [['x: Input', { shape: [6] }], ['pos: Parameter', { shape: [1, 6] }], ['sum: Add'], ['scale: Module', { module: 'Scale' }], ['y: Output']],
      ['x → sum', 'pos → sum.other', 'sum → scale.h', 'scale.out → y'],
      { Scale: inner },
    ) // prettier-ignore
    const { parameters, parameterCount } = summarise(inferDocument(document))
    expect(parameters).toEqual([
      { name: 'pos', shape: [1, 6] },
      { name: 'scale.gain', shape: [6] },
    ])
    expect(parameterCount).toBe(12)
  })

  it('is left out where nobody takes it', () => {
    const document = testDocument([['x: Input', { shape: [6] }], ['pos: Parameter', { shape: [6] }], ['y: Output']], ['x → y']) // prettier-ignore
    expect(findingsOf(document)).toMatchObject([
      { severity: 'warning', name: 'pos', message: 'pos is not connected and is left out.' },
    ])
  })

  it.each([
    [{ value: [1, 2, 3], shape: [2, 2] }, "shape '[2, 2]' is invalid for input of size 3"],
    [{ value: 0.5, dtype: 'int64' }, 'int64 cannot hold 0.5 here.'],
    [{ value: [1, 4e9], dtype: 'int64' }, 'int64 cannot hold 4000000000 here.'],
  ])('is refused where its values do not fit: %o', (params, message) => {
    const document = testDocument([['c: Constant', params], ['y: Output']], ['c → y'])
    expect(findingsOf(document)).toMatchObject([{ name: 'c', message }])
  })
})

describe('attention with sizes of its own for keys and values', () => {
  const attention = (params: Record<string, unknown>): GraphDocument =>
    testDocument(
      [
        ['x: Input', { shape: [5, 4] }],
        ['look: MultiheadAttention', { num_heads: 1, ...params }],
      ],
      ['x → look.query', 'x → look.key', 'x → look.value'],
    )
  const messages = (params: Record<string, unknown>): unknown[] =>
    inferenceFindings(inferDocument(attention(params)))
      .filter(({ severity }) => severity === 'error')
      .map(({ message, param }) => [param, message])

  it('is refused where they are not those of its inputs', () => {
    expect(messages({ kdim: 1 })).toEqual([
      ['kdim', 'expecting key weights shape of (4, 4), but got torch.Size([4, 1])'],
    ])
    expect(messages({ vdim: 3 })).toEqual([
      ['vdim', 'expecting value weights shape of (4, 4), but got torch.Size([4, 3])'],
    ])
    expect(messages({ kdim: 4, vdim: 4 })).toEqual([])
  })
})
