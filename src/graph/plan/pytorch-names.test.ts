import { expect, it } from 'vitest'
import { testDocument, testModule } from '../document/test-graph'
import type { GraphDocument } from '../document/document'
import { inferDocument } from '../infer/infer'
import { planGraph } from './make-plan'
import type { ModulePlan } from './plan'
import { pytorchKeys } from './pytorch-names'

function planOf(document: GraphDocument): ModulePlan {
  const result = planGraph(inferDocument(document))
  if (result.kind === 'refused') throw new Error(result.findings[0]?.message)
  return result.plan
}

/** Two linear layers in a Sequential `inner` of a module that hangs in a list. */
const net = (first: string, second: string, input = 'x') =>
  planOf(
    testDocument(
      [
        [`${input}: Input`, { shape: [4] }],
        ['blocks_0: Module', { module: 'Block' }, { pytorch_name: first }],
        ['other: Linear', { out_features: 4 }, { pytorch_name: second }],
        ['y: Output'],
      ],
      [`${input} → blocks_0.x`, 'blocks_0.y → other', 'other → y'],
      {
        Block: testModule(
          [
            ['x: Input'],
            ['n0: Linear', { out_features: 4 }, { pytorch_name: '0' }],
            ['n1: Linear', { out_features: 4 }, { pytorch_name: '1' }],
            ['y: Output'],
          ],
          ['x → n0', 'n0 → n1', 'n1 → y'],
        ),
      },
    ),
  )

const keys = ['blocks_0.n0.weight', 'blocks_0.n1.bias', 'other.weight', 'elsewhere.n0']

it('keys of a net are written as the source has them, through instances', () => {
  expect([...pytorchKeys(net('blocks.0', 'head'), keys).values()]).toEqual([
    'blocks.0.0.weight',
    'blocks.0.1.bias',
    'head.weight',
    'elsewhere.n0',
  ])
})

it('an input may be called as a list of the source is: it is no module', () => {
  expect(pytorchKeys(net('blocks.0', 'blocks.1', 'blocks'), keys).get('other.weight')).toBe('blocks.1.weight')
})

it.each([
  ['the same path twice', 'a.0', 'a.0'],
  ['one inside the other', 'a', 'a.0'],
])('%s: all go by their own names', (_, first, second) => {
  expect(pytorchKeys(net(first, second), keys).get('other.weight')).toBe('other.weight')
  expect(pytorchKeys(net(second, first), keys).get('blocks_0.n0.weight')).toBe('blocks_0.0.weight')
})
