import { expect, it } from 'vitest'
import { NodeSizes } from '../editing/node-metrics'
import { type CanvasNode, DetourKeeper } from './detour-keeper'

const HANDLES = { inputs: [{ name: 'input' }], outputs: [{ name: 'output' }] }
const node = (id: string, x: number, y: number): CanvasNode => ({
  id,
  position: { x, y },
  measured: { width: 196, height: 84 },
  data: HANDLES,
})
const edge = (id: string, source: string, target: string) => ({
  id,
  source,
  sourceHandle: 'output',
  target,
  targetHandle: 'input',
})

const nodes = [node('a', 0, 0), node('b', 310, 0), node('c', 0, 220), node('d', 310, 220)]
const edges = [edge('ab', 'a', 'b'), edge('bc', 'b', 'c'), edge('cd', 'c', 'd')]
const NONE = new Map<string, unknown>()

it('keeps the detours while nothing moves, and finds new ones when something has', () => {
  const keeper = new DetourKeeper(new NodeSizes())
  const first = keeper.of(edges, nodes, NONE)
  expect([...first.keys()]).toEqual(['bc'])
  expect(keeper.of(edges, [...nodes], NONE)).toBe(first)
  const lower = nodes.map((each) => (each.position.y > 0 ? node(each.id, each.position.x, 400) : each))
  expect(keeper.of(edges, lower, NONE)).not.toBe(first)
})

it('moves only the wires of a dragged node until it is let go', () => {
  const keeper = new DetourKeeper(new NodeSizes())
  const before = keeper.of(edges, nodes, NONE).get('bc')
  const away = nodes.map((each) => (each.id === 'd' ? node('d', -300, 220) : each))
  const during = keeper.of(edges, away, new Map([['d', away[3]]]))
  expect(during.get('bc')).toBe(before)
  expect(during.has('cd')).toBe(true)
  expect([...keeper.of(edges, away, NONE).keys()].sort()).toEqual(['bc', 'cd'])
})
