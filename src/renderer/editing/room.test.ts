import { describe, expect, it } from 'vitest'
import type { GraphNode } from '../../graph/document/document'
import { freePlace, placeAfter, roomOnWire } from './room'
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

describe('placeAfter', () => {
  const sizes = new NodeSizes()

  it('lets a chain that is built node after node go on in rows that can be seen', () => {
    // What is seen beside palette and inspector at 1440 pixels.
    const seen = 880

    const chain = [node('n0', 0, 0)]
    for (let at = 1; at < 12; at++) {
      const { x, y } = placeAfter(sizes, chain, chain.at(-1)!, seen)
      chain.push(node(`n${at}`, x, y))
    }
    const rows = [...new Set(chain.map(({ position }) => position.y))]
    const rowAt = (y: number) => chain.filter(({ position }) => position.y === y)
    expect(rows.map((y) => rowAt(y).length)).toEqual([3, 3, 3, 3])
    expect(rows.every((y) => rowAt(y)[0]!.position.x === 0)).toBe(true)
    expect(Math.max(...chain.map(({ position }) => position.x + 196))).toBeLessThanOrEqual(seen)
    expect(rows[1]! - rows[0]!).toBeGreaterThan(sizes.of('n0').height)
  })
})

describe('roomOnWire', () => {
  const sizes = new NodeSizes()
  const [a, b, c, below] = [node('a', 0, 0), node('b', 300, 0), node('c', 600, 0), node('d', 300, 200)]
  const edge = (source: string, target: string) => ({
    id: `${source}${target}`, source, sourceHandle: 'output', target, targetHandle: 'input',
  }) // prettier-ignore
  const edges = [edge('a', 'b'), edge('b', 'c'), edge('a', 'd')]
  const width = sizes.of('a').width

  it('moves the row behind the wire as far as the new node needs, and nothing beside it', () => {
    const { position, moved } = roomOnWire(sizes, { nodes: [a, b, c, below], edges }, 'ab')
    expect(position.y).toBe(0)
    expect(moved.map((each) => each.node)).toEqual(['b', 'c'])
    expect(moved[0]!.position.x).toBeGreaterThan(position.x + width)
  })

  it('takes the room from wide gaps in the row before it moves what is behind them', () => {
    const far = node('c', 1500, 0)
    const { moved } = roomOnWire(sizes, { nodes: [a, b, far], edges }, 'ab')
    expect(moved.map((each) => each.node)).toEqual(['b'])
  })

  it('covers no node where the wire leads to another row', () => {
    const between = node('e', 140, 90)
    const { position, moved } = roomOnWire(sizes, { nodes: [a, below, between], edges }, 'ad')
    expect(moved).toEqual([])
    expect(position.y).toBeGreaterThanOrEqual(90 + sizes.of('e').height)
  })

  it('takes the place that was asked for where there is room', () => {
    const wide = node('b', 900, 0)
    const place = roomOnWire(sizes, { nodes: [a, wide], edges }, 'ab', { x: 400, y: 30 })
    expect(place).toEqual({ position: { x: 400, y: 30 }, moved: [] })
  })
})
