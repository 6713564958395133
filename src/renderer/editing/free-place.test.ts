import { describe, expect, it } from 'vitest'
import type { GraphNode } from '../../graph/document/document'
import { freePlace } from './edit'
import { NodeSizes } from './node-metrics'

function node(id: string, x: number, y: number): GraphNode {
  return { id, type: 'ReLU', name: id, params: {}, position: { x, y } }
}

describe('freePlace', () => {
  const sizes = new NodeSizes()

  it('is where one asked for, on the grid, if nothing is there', () => {
    expect(freePlace(sizes, [node('a', 0, 0)], { x: 303, y: 4 })).toEqual({ x: 300, y: 0 })
  })

  it('is clear of nodes as high as they are drawn, also for a high one that comes', () => {
    sizes.note('high', { width: 196, height: 210 })
    sizes.note('low', { width: 196, height: 60 })
    const nodes = [node('high', 0, 0), node('low', 100, 330)]
    // Between the two there is room for a low node only.
    expect(freePlace(sizes, nodes, { x: 0, y: 20 })).toEqual({ x: 0, y: 410 })
  })
})
