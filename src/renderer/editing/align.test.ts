import { describe, expect, it } from 'vitest'
import { aligned, type Alignment, ALIGNMENTS, type PlacedNode } from './align'

const node = (name: string, x: number, y: number, width = 200, height = 80): PlacedNode => ({
  node: name,
  position: { x, y },
  width,
  height,
})
const nodes = [node('a', 0, 0), node('b', 310, 50, 200, 120), node('c', 1000, 20)]

function after(alignment: Alignment): Record<string, [number, number]> {
  const moved = new Map(aligned(nodes, alignment).map((each) => [each.node, each.position]))
  return Object.fromEntries(
    nodes.map((each) => {
      const { x, y } = moved.get(each.node) ?? each.position
      return [each.node, [x, y]]
    }),
  )
}

describe('aligned', () => {
  it.each([
    ['left', { a: [0, 0], b: [0, 50], c: [0, 20] }],
    ['right', { a: [1000, 0], b: [1000, 50], c: [1000, 20] }],
    ['center', { a: [500, 0], b: [500, 50], c: [500, 20] }],
    ['top', { a: [0, 0], b: [310, 0], c: [1000, 0] }],
    ['bottom', { a: [0, 90], b: [310, 50], c: [1000, 90] }],
    ['middle', { a: [0, 45], b: [310, 25], c: [1000, 45] }],
  ] as const)('%s puts edges or middles in line', (alignment, places) => {
    expect(after(alignment)).toEqual(places)
  })

  it('across makes the gaps equal and leaves the outer two where they are', () => {
    expect(after('across')).toEqual({ a: [0, 0], b: [500, 50], c: [1000, 20] })
  })

  it('names only nodes that move', () => {
    expect(aligned(nodes, 'left').map((each) => each.node)).toEqual(['b', 'c'])
    for (const alignment of ALIGNMENTS) expect(aligned([node('a', 5, 7)], alignment)).toEqual([])
  })
})
