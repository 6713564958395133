import { describe, expect, it } from 'vitest'
import { testDocument, testModule } from '../../graph/document/test-graph'
import type { GraphDocument, Hook } from '../../graph/document/document'
import { markText, marksOf, saidMarks } from './marks'

const hooks: Hook[] = [
  { id: 'h0', edge: 'e1', pass: 'backward', type: 'clip_norm', params: { max_norm: 0.02 } },
  { id: 'h1', edge: 'e1', pass: 'backward', type: 'scale', params: { factor: 2 } },
  { id: 'h2', edge: 'e1', pass: 'backward', type: 'zero', params: {}, enabled: false },
  { id: 'h3', edge: 'e1', pass: 'forward', type: 'expression', params: { expr: 'x + 1' } },
  { id: 'h4', port: { node: 'a', handle: 'output' }, pass: 'forward', type: 'noise', params: {} },
  { id: 'h5', parameter: { node: 'a', name: 'weight' }, pass: 'after_step', type: 'clip_value', params: {} },
  { id: 'h6', node: 'a', pass: 'forward', type: 'print', params: {} },
]

function nested(inner: readonly Hook[], own: readonly Hook[]): GraphDocument {
  const document = testDocument(
    [['x: Input', { shape: [4] }], ['a: Linear', { out_features: 4 }], ['m: Module', { module: 'Outer' }], ['n: Module', { module: 'Outer' }]],
    ['x → a', 'a → m.x'],
    {
      Block: { ...testModule([['x: Input'], ['y: Output']], ['x → y']), hooks: inner },
      Outer: testModule([['x: Input'], ['b: Module', { module: 'Block' }], ['y: Output']], ['x → b.x', 'b.y → y']),
    },
  ) // prettier-ignore
  return { ...document, modules: { ...document.modules, Net: { ...document.modules['Net']!, hooks: own } } }
}

describe('marks of hooks', () => {
  it('are one for each pass, and another for what is switched off', () => {
    const marks = marksOf(nested([], hooks), 'Net').edges.get('e1')!
    expect(marks.map(markText)).toEqual([
      'backward: clip_norm(max_norm=0.02), scale(factor=2)',
      'backward, switched off: zero',
      'forward: x → x + 1',
    ])
    expect(saidMarks(marks)).toMatch(/^, hooks backward: clip_norm/)
    expect(saidMarks([])).toBe('')
  })

  it('sit on the node for its call and its parameters, and by its outputs', () => {
    const marks = marksOf(nested([], hooks), 'Net').nodes.get('a')!
    expect(marks.own.map(markText)).toEqual(['weight, after the step: clip_value', 'forward: print'])
    expect(marks.ports['output']!.map(markText)).toEqual(['forward: noise'])
    expect(marks.inside).toBeNull()
  })

  it('show from outside what acts inside a module, however deep, in every instance', () => {
    const { nodes } = marksOf(nested([{ ...hooks[0]!, edge: 'e0' }], []), 'Net')
    for (const id of ['m', 'n'])
      expect(nodes.get(id)!.inside).toEqual({ on: true, hooks: ['clip_norm(max_norm=0.02)'] })
    expect(nodes.has('a')).toBe(false)
  })

  it('end where a module is in itself', () => {
    const document = nested([], hooks)
    const round = testModule([['m: Module', { module: 'Outer' }]], [])
    const looped = { ...document, modules: { ...document.modules, Block: round } }
    expect(marksOf(looped, 'Net').nodes.get('m')).toBeUndefined()
  })
})
