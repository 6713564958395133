import { beforeAll, expect, it, vi } from 'vitest'
import { planGraph } from '../../graph/plan/make-plan'
import { testDocument } from '../../graph/document/test-graph'
import type { TestNode } from '../../graph/document/test-graph'
import { inferDocument } from '../../graph/infer/infer'
import { ready, scope } from '../index'
import { Module } from '../nn/module'
import { compile } from './compile'

beforeAll(async () => void (await ready()))

/** How often a net of so many layers is asked for its parameters while it is built. */
function questionsOf(count: number): number {
  const layers = Array.from({ length: count }, (_, i): TestNode => [`fc${i}: Linear`, { out_features: 2 }])
  const names = ['x', ...layers.map((_, i) => `fc${i}`), 'y']
  const document = testDocument(
    [['x: Input', { shape: [2] }], ...layers, ['y: Output']],
    names.slice(1).map((name, i) => `${names[i]} → ${name}`),
  )
  const result = planGraph(inferDocument(document))
  if (result.kind !== 'plan') throw new Error(result.findings[0]?.message)
  const asked = vi.spyOn(Module.prototype, 'namedParameters')
  try {
    scope(() => compile(result.plan))
    return asked.mock.calls.length
  } finally {
    asked.mockRestore()
  }
}

it('goes through the parameters of a net as often whether it has few layers or many', () => {
  expect(questionsOf(40)).toBe(questionsOf(4))
})
