import { expect, it } from 'vitest'
import type { LayerFlowNode, WireFlowEdge } from './flow-elements'
import { NetMap } from './net-map'
import { ShownElements, type ElementStates, type LargeNet } from './shown-elements'

const HANDLES = { inputs: [{ name: 'input' }], outputs: [{ name: 'output' }] }
/** A row of ten nodes, each wired to the next, and the first to the last. */
function row(): LargeNet {
  const ids = Array.from({ length: 10 }, (_, at) => `n${at}`)
  const nodes = ids.map((id, at) => ({
    id,
    position: { x: at * 300, y: 0 },
    data: HANDLES,
  })) as unknown as LayerFlowNode[]
  const wire = (source: string, target: string) => ({
    id: `${source}-${target}`,
    source,
    sourceHandle: 'output',
    target,
    targetHandle: 'input',
    data: { detour: null },
  })
  const edges = [...ids.slice(1).map((id, at) => wire(`n${at}`, id)), wire('n0', 'n9')]
  const map = new NetMap(nodes, edges, { detours: new Map(), sizeOf: () => ({ width: 196, height: 84 }) })
  const edgesOf = (only: ReadonlySet<string>) =>
    edges.filter(({ id }) => only.has(id)) as unknown as WireFlowEdge[]
  return { nodes, map, edgesOf, module: undefined as never, marks: undefined as never }
}
const NOTHING: ElementStates = {
  selected: { nodes: new Set(), edges: new Set() },
  measured: new Map(),
  dragged: new Map(),
  inHand: [],
}
const ids = (elements: readonly { id: string }[]) => elements.map(({ id }) => id)

it('gives what lies in the part, the ends of wires that pass through it, and the first node for the Tab key', () => {
  const { nodes, edges } = new ShownElements().of(
    row(),
    { kind: 'near', box: { left: 1210, top: -50, right: 1450, bottom: 100 } },
    NOTHING,
  )
  // The wire from the first node to the last passes, as does that of n4.
  expect(ids(nodes)).toEqual(['n0', 'n4', 'n5', 'n9'])
  expect(ids(edges)).toEqual(['n4-n5', 'n0-n9'])
})

it('gives from afar what is in hand, the nodes beside it, and the ends of a wire', () => {
  const far = { kind: 'far' } as const
  const inHand = [{ kind: 'node' as const, id: 'n5' }]
  expect(ids(new ShownElements().of(row(), far, { ...NOTHING, inHand }).nodes)).toEqual([
    'n0',
    'n4',
    'n5',
    'n6',
  ])
  const wire = new ShownElements().of(row(), far, { ...NOTHING, inHand: [{ kind: 'edge', id: 'n7-n8' }] })
  expect([ids(wire.nodes), ids(wire.edges)]).toEqual([['n0', 'n7', 'n8'], ['n7-n8']])
})

it('keeps what has not changed as it is, and moves what is dragged', () => {
  const shown = new ShownElements()
  const net = row()
  const far = { kind: 'far' } as const
  const inHand = [{ kind: 'node' as const, id: 'n5' }]
  const before = shown.of(net, far, { ...NOTHING, inHand }).nodes
  const dragged = new Map([['n5', { x: 7, y: 8 }]])
  const after = shown.of(net, far, { ...NOTHING, inHand, dragged }).nodes
  expect(after[1]).toBe(before[1])
  expect(after[2]?.position).toEqual({ x: 7, y: 8 })
})
