import { expect, it } from 'vitest'
import { NOTHING, keptSelection, sameSelection, selectedEdges, selectedNodes, selectionOf } from './selection'

it('names a single node or wire by itself, and more as several', () => {
  expect(selectionOf([])).toBe(NOTHING)
  expect(selectionOf(['n1'])).toEqual({ kind: 'node', id: 'n1' })
  expect(selectionOf([], ['e1'])).toEqual({ kind: 'edge', id: 'e1' })
  expect(selectionOf(['n1'], ['e1'])).toEqual({ kind: 'several', nodes: ['n1'], edges: ['e1'] })
})

it('gives nodes and wires back', () => {
  const several = selectionOf(['n1', 'n2'], ['e1'])
  expect(selectedNodes(several)).toEqual(['n1', 'n2'])
  expect(selectedEdges(several)).toEqual(['e1'])
  expect(selectedNodes(selectionOf([], ['e1']))).toEqual([])
})

it('takes two selections of the same things in another order for the same', () => {
  expect(sameSelection(selectionOf(['n1', 'n2']), selectionOf(['n2', 'n1']))).toBe(true)
  expect(sameSelection(selectionOf(['n1']), selectionOf([], ['n1']))).toBe(false)
})

it('forgets what is gone and keeps its identity when nothing is', () => {
  const node = (id: string) => ({ id, type: 'ReLU', name: id, params: {}, position: { x: 0, y: 0 } })
  const selection = selectionOf(['n1', 'n2'])
  expect(keptSelection(selection, { nodes: [node('n1'), node('n2')], edges: [] })).toBe(selection)
  expect(keptSelection(selection, { nodes: [node('n2')], edges: [] })).toEqual(selectionOf(['n2']))
  expect(keptSelection(selection, { nodes: [], edges: [] })).toEqual(NOTHING)
})
