import { describe, expect, it } from 'vitest'
import type { GraphEdge } from '../../graph/document/document'
import { marksAside } from './marks-aside'

const wire = (id: string, targetHandle: string): GraphEdge => ({
  id,
  source: id,
  sourceHandle: 'output',
  target: 'loss',
  targetHandle,
})
const inputs = ['input', 'target'].map((name) => ({ name }))
const loss = { id: 'loss', position: { x: 500, y: 300 }, data: { inputs, outputs: [] } }
const edges = [wire('scores', 'input'), wire('labels', 'target')]
const at = (level: number) => ({ out: 0, level, back: 488 })

describe('the marks at the end of a wire', () => {
  it('stand back from another that comes down past it', () => {
    expect([...marksAside(edges, [loss], new Map([['labels', at(100)]]))]).toEqual([['scores', 12]])
  })

  it('stay where the other comes from below, or ends above', () => {
    expect(marksAside(edges, [loss], new Map([['labels', at(600)]])).size).toBe(0)
    expect(marksAside(edges, [loss], new Map([['scores', at(100)]])).size).toBe(0)
    expect([...marksAside(edges, [loss], new Map([['scores', at(600)]]))]).toEqual([['labels', 12]])
  })

  it('stay where no wire goes around nodes', () => {
    expect(marksAside(edges, [loss], new Map()).size).toBe(0)
  })
})
