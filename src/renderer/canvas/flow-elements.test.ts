import { expect, it } from 'vitest'
import type { Params } from '../../graph/document/document'
import { editedInference, createEditorStore } from '../editing/editor-store'
import { NodeSizes } from '../editing/node-metrics'
import type { ModuleMarks } from '../hooks/marks'
import { wireText } from '../overlay/wire-label'
import { FlowElements } from './flow-elements'

const NO_MARKS: ModuleMarks = { nodes: new Map(), edges: new Map() }
const STILL = { measured: new Map(), dragged: new Map() }

/** An input that goes through a convolution into a Flatten and a Linear. */
function net() {
  const editor = createEditorStore()
  const dispatch = editor.getState().dispatch
  const add = (type: string, params: Params = {}) => {
    const result = dispatch({ kind: 'add-node', module: 'Net', type, params, position: { x: 0, y: 0 } })
    if (result.kind === 'refused') throw new Error(result.reason)
    return result.created[0]!
  }
  const ids = [
    add('Input', { shape: [1, 8, 8] }),
    add('Conv2d', { out_channels: 4, kernel_size: 3 }),
    add('Flatten'),
    add('Linear', { out_features: 2 }),
  ]
  ids.slice(1).forEach(
    (target, at) =>
    dispatch({ kind: 'connect', module: 'Net', source: ids[at]!, sourceHandle: 'output', target, targetHandle: 'input' }), // prettier-ignore
  )
  const shape = (of: number[]) =>
    dispatch({ kind: 'set-params', module: 'Net', node: ids[0]!, params: { shape: of } })
  const elements = new FlowElements(new NodeSizes())
  const made = () => {
    const module = editedInference(editor.getState())!
    const nodes = elements.nodesOf(module, new Set(), STILL, NO_MARKS)
    const ways = elements.waysOf(module, nodes, STILL.dragged)
    const edges = elements.edgesOf(module, new Set(), ways, { marks: NO_MARKS })
    return { module, nodes, edges }
  }
  return { ids, shape, made }
}

it('makes no wire anew for another shape, and only those nodes that show more of it than that', () => {
  const { ids, shape, made } = net()
  const before = made()
  shape([1, 16, 16])
  const after = made()
  expect(after.edges).toBe(before.edges)
  const again = after.nodes.filter((node, at) => node !== before.nodes[at]).map(({ id }) => id)
  // The input's own setting, and the parameters of the Linear, which are more now.
  expect(again).toEqual([ids[0], ids[3]])
  const [wire] = after.edges
  expect([before, after].map(({ module }) => wireText(module, wire!.id))).toEqual(['N×1×8×8', 'N×1×16×16'])
})

it('gives the same list where an edit is taken back that changed nothing but shapes inside', () => {
  const { made } = net()
  const { nodes, edges } = made()
  const again = made()
  expect(again.nodes).toBe(nodes)
  expect(again.edges).toBe(edges)
})

it('makes a node anew when something becomes wrong with it', () => {
  const { ids, shape, made } = net()
  made()
  shape([1, 2, 2])
  const wrong = made().nodes.filter(({ data }) => data.look.error !== undefined)
  expect(wrong.map(({ id }) => id)).toEqual([ids[1]])
})
