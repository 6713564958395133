/** Instances of a definition take and give values by name, whatever the order of nodes in the file. */
import { beforeAll, expect, it } from 'vitest'
import { planGraph } from '../../graph/plan/make-plan'
import { testDocument, testModule } from '../../graph/document/test-graph'
import { fromData, ready, scope, type Tensor } from '../index'
import { compile, runPass } from './compile'
import { inferDocument } from '../../graph/infer/infer'

beforeAll(() => ready())

const NODES = {
  left: ['left: Input'],
  right: ['right: Input'],
  minus: ['minus: Sub'],
  plus: ['plus: Add'],
  difference: ['difference: Output'],
  sum: ['sum: Output'],
} as const
const ORDERS: (keyof typeof NODES)[][] = [
  ['left', 'right', 'minus', 'plus', 'difference', 'sum'],
  ['minus', 'plus', 'right', 'left', 'sum', 'difference'],
  ['sum', 'right', 'plus', 'difference', 'minus', 'left'],
]

it.each(ORDERS.map((order) => [order.join(', '), order] as const))(
  'subtracts right from left, and adds, where the file lists %s',
  (_, order) => {
    const pair = testModule(
      order.map((name) => NODES[name]),
      [
        'left → minus',
        'right → minus.other',
        'right → plus',
        'left → plus.other',
        'plus → sum',
        'minus → difference',
      ],
    )
    const document = testDocument(
      [
        ['a: Input', { shape: [1] }],
        ['b: Input', { shape: [1] }],
        ['pair: Module', { module: 'Pair' }],
        ['d: Output'],
        ['s: Output'],
      ],
      ['b → pair.right', 'a → pair.left', 'pair.difference → d', 'pair.sum → s'],
      { Pair: pair },
    )
    const planned = planGraph(inferDocument(document))
    if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.findings))
    scope(() => {
      const feed = new Map<string, Record<string, Tensor>>([
        ['a', { output: fromData(Float32Array.of(10), [1, 1]) }],
        ['b', { output: fromData(Float32Array.of(3), [1, 1]) }],
      ])
      const { results } = runPass(compile(planned.plan), feed, null)
      expect(results.map((result) => result.item())).toEqual([7, 13])
    })
  },
)
