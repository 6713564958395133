import { expect, it } from 'vitest'
import { NetMap } from './net-map'

const HANDLES = { inputs: [{ name: 'input' }], outputs: [{ name: 'output' }] }
const node = (id: string, x: number, y: number) => ({ id, position: { x, y }, data: HANDLES })
const edge = (id: string, source: string, target: string) => ({
  id,
  source,
  sourceHandle: 'output',
  target,
  targetHandle: 'input',
})
const SIZE = { width: 196, height: 84 }
const map = new NetMap([node('a', 0, 0), node('b', 310, 0), node('c', 300, 40)], [edge('ab', 'a', 'b')], {
  detours: new Map(),
  sizeOf: () => SIZE,
})

it('finds the topmost node at a place, and none beside them', () => {
  expect(map.nodeAt({ x: 10, y: 10 })).toBe('a')
  expect(map.nodeAt({ x: 320, y: 10 })).toBe('b')
  expect(map.nodeAt({ x: 320, y: 60 })).toBe('c')
  expect(map.nodeAt({ x: 250, y: 60 })).toBeNull()
})

it('finds a wire within reach of a place', () => {
  expect(map.wireAt({ x: 250, y: 20 }, 3)).toBe('ab')
  expect(map.wireAt({ x: 250, y: 40 }, 3)).toBeNull()
})

it('knows what lies in a part, level wires too, and what lies around all', () => {
  const part = { left: 240, top: 0, right: 260, bottom: 100 }
  expect(map.nodesIn(part)).toEqual([])
  expect(map.wiresIn(part).map(({ id }) => id)).toEqual(['ab'])
  expect(map.bounds).toEqual({ left: 0, top: 0, right: 506, bottom: 124 })
})
