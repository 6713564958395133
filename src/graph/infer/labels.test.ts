import { describe, expect, it } from 'vitest'
import { definitionOf } from '../document/document'
import { nodeDefinition } from '../nodes/index'
import { testCnn, testDocument, testModule } from '../document/test-graph'
import type { TestNode } from '../document/test-graph'
import { inferDocument } from './infer'
import { labelledShape, moduleLabels, wireLabels } from './labels'

/** What a chain of nodes gives at its end, from an Input of that sample shape. */
function atTheEnd(shape: number[], chain: TestNode[], dtype = 'float32'): string {
  const nodes: TestNode[] = [['x: Input', { shape, dtype }], ...chain]
  const names = nodes.map(([nameAndType]) => nameAndType.split(': ')[0]!)
  const { main } = inferDocument(
    testDocument(
      nodes,
      chain.map(([nameAndType, params = {}], i) => {
        const [name, type] = nameAndType.split(': ') as [string, string]
        const [handle] = nodeDefinition(type)!.inputs(params, { modules: {} })
        return `${names[i]} → ${name}.${handle!.name}`
      }),
    ),
  )
  const { outputs } = main.nodes.get(names.at(-1)!)!
  const [handle, type] = Object.entries(outputs)[0]!
  return labelledShape(type!.shape, moduleLabels(main).nodes.get(names.at(-1)!)![handle]!)
}

describe('labels of dimensions', () => {
  it('go through a CNN, and its last features are classes to the loss', () => {
    const { main } = inferDocument(testCnn())
    const said = definitionOf(testCnn(), 'Net')!.edges.map(({ id }) => [
      id,
      labelledShape(main.edges.get(id)!.shape, wireLabels(main, id)!),
    ])
    expect(Object.fromEntries(said)).toEqual({
      e0: 'N · C 1 · H 28 · W 28',
      e1: 'N · C 8 · H 28 · W 28',
      e2: 'N · C 8 · H 28 · W 28',
      e3: 'N · C 16 · H 28 · W 28',
      e4: 'N · C 16 · H 14 · W 14',
      e5: 'N · features 3136',
      e6: 'N · classes 10',
      e7: 'N',
    })
  })

  it.each<[string, number[], TestNode[], string?]>([
    ['N · L 7 · E 16', [7], [['e: Embedding', { num_embeddings: 9, embedding_dim: 16 }]], 'int64'],
    ['N · L 7 · features 4', [7, 3], [['r: LSTM', { hidden_size: 4, batch_first: true }]]],
    ['N · features 4', [7, 3], [['r: GRU', { hidden_size: 4, batch_first: true }], ['s: Select', { dim: 1, index: -1 }]]],
    ['N · H 8 · W 8 · C 3', [3, 8, 8], [['p: Permute', { dims: [0, 2, 3, 1] }]]],
    ['N · W 8 · H 8 · C 3', [3, 8, 8], [['t: Transpose', { dim0: 1, dim1: 3 }]]],
    ['N · C 3', [3, 8, 8], [['m: Mean', { dim: [2, 3] }]]],
    ['N · 16 · 12', [3, 8, 8], [['r: Reshape', { shape: [-1, 16, 12] }]]],
    ['N · 1 · features 5', [5], [['u: Unsqueeze', { dim: 1 }]]],
    ['N · L 6 · E 8', [6, 8], [['t: TransformerEncoderLayer', { nhead: 2, batch_first: true }]]],
    ['N · 6 · 8', [6, 8], [['r: ReLU']]],
  ])('say %s', (wanted, shape, chain, dtype) => {
    expect(atTheEnd(shape, chain, dtype)).toBe(wanted)
  }) // prettier-ignore

  it('go into an instance and out of it again', () => {
    const { main } = inferDocument(
      testDocument(
        [['x: Input', { shape: [3, 8, 8] }], ['b: Module', { module: 'Block' }], ['y: Output']],
        ['x → b.image', 'b.out → y'],
        { Block: testModule([['image: Input'], ['relu: ReLU'], ['out: Output']], ['image → relu', 'relu → out']) },
      ),
    )
    const labels = moduleLabels(main)
    expect(labels.outputs['y']).toEqual(['N', 'C', 'H', 'W'])
    expect(labels.instances.get('b')!.nodes.get('relu')).toEqual({ output: ['N', 'C', 'H', 'W'] })
  }) // prettier-ignore

  it('are looked up once for an inference, whatever is asked of it', () => {
    const { main } = inferDocument(testCnn())
    expect(moduleLabels(main)).toBe(moduleLabels(main))
  })
})
