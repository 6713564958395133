import { describe, expect, it } from 'vitest'
import type { Handle } from '../../graph/registry/definition'
import { NodeSizes } from '../editing/node-metrics'
import { LabelSpotKeeper } from './label-spot-keeper'

const one: readonly Handle[] = [{ name: 'x' }]
const node = (id: string, x: number, y: number) => ({
  id,
  position: { x, y },
  measured: { width: 100, height: 60 },
  data: { inputs: one, outputs: one },
})
const wire = (id: string, source: string, target: string) => ({
  id,
  source,
  sourceHandle: 'x',
  target,
  targetHandle: 'x',
})
/** Two wires that cross in the middle, where both would have their texts. */
const nodes = [node('a', 0, 0), node('b', 0, 400), node('c', 600, 400), node('d', 600, 0)]
const edges = [wire('down', 'a', 'c'), wire('up', 'b', 'd')]
const text = { label: 'N×8', marked: false, hooks: [], aside: 0 }
const data = new Map(edges.map(({ id }) => [id, text]))

describe('LabelSpotKeeper', () => {
  it('looks again only when wires or texts have changed', () => {
    const keeper = new LabelSpotKeeper(new NodeSizes())
    const detours = new Map()
    const still = { nodes, dragged: new Map() }
    const spots = keeper.of(edges, data, detours, still)
    expect(spots.size).toBeGreaterThan(0)
    expect(keeper.of(edges, new Map(data), detours, still)).toBe(spots)
    expect(keeper.of(edges, new Map([['down', text]]), detours, still)).not.toBe(spots)
    expect(keeper.of(edges, data, new Map(), still)).toEqual(spots)
  })

  it('lets texts of wires that are moved go with them', () => {
    const keeper = new LabelSpotKeeper(new NodeSizes())
    const detours = new Map()
    const spots = keeper.of(edges, data, detours, { nodes, dragged: new Map() })
    const moved = keeper.of(edges, data, detours, { nodes, dragged: new Map([['a', 0]]) })
    expect(moved.has('down')).toBe(false)
    expect(moved.get('up')).toEqual(spots.get('up'))
    expect(keeper.of(edges, data, detours, { nodes, dragged: new Map() })).toEqual(spots)
  })
})
