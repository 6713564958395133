import { expect, it } from 'vitest'
import { testDocument } from '../document/test-graph'
import type { TestNode } from '../document/test-graph'
import { inferDocument } from '../infer/infer'
import { lackOf } from './trainable'

const DATA: TestNode = ['data: Dataset', { source: 'digits' }]
const FC: TestNode = ['fc: Linear', { out_features: 10 }]
const LOSS: TestNode = ['loss: CrossEntropyLoss']

function lack(nodes: readonly TestNode[], wires: readonly string[]): string | undefined {
  return lackOf(inferDocument(testDocument(nodes, wires)))?.message
}

it('is nothing where a loss judges what comes of data', () => {
  const wires = ['data.x → flat', 'flat → fc', 'fc → loss.input', 'data.y → loss.target']
  expect(lack([DATA, ['flat: Flatten'], FC, LOSS], wires)).toBeUndefined()
})

it('names what is not there', () => {
  expect(lack([DATA, FC], ['data.x → fc'])).toMatch(/no loss/)
  // One that is not wired is there, and judges nothing.
  expect(lack([DATA, FC, LOSS], ['data.x → fc'])).toBe(
    'The loss loss is not connected, so there is nothing to train.',
  )
  const x: TestNode = ['x: Input', { shape: [4] }]
  const y: TestNode = ['y: Input', { shape: [], dtype: 'int64' }]
  expect(lack([x, y, FC, LOSS], ['x → fc', 'fc → loss.input', 'y → loss.target'])).toMatch(/no data/)
  const wires = ['x → fc', 'fc → loss.input', 'data.y → loss.target']
  expect(lack([x, DATA, FC, LOSS], wires)).toMatch(/for the input x/)
})
