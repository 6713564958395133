import type { EdgeChange, NodeChange } from '@xyflow/react'
import { useCallback, useMemo, useState } from 'react'
import type { Position } from '../../graph/document/document'
import { perform } from '../editing/edit'
import { editedInference, useEditorStore } from '../editing/editor-store'
import { noteSize } from '../editing/node-metrics'
import { selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import { FlowElements } from './flow-elements'
import type { LayerFlowNode, NodeStates, WireFlowEdge } from './flow-elements'

const NO_STATES: NodeStates = { measured: new Map(), dragged: new Map() }

interface Elements {
  nodes: LayerFlowNode[]
  edges: WireFlowEdge[]
  onNodesChange: (changes: NodeChange<LayerFlowNode>[]) => void
  onEdgesChange: (changes: EdgeChange<WireFlowEdge>[]) => void
}

/** The definition on the canvas as React Flow's elements; a finished drag becomes one command. */
export function useFlowElements(): Elements {
  const module = useEditorStore(editedInference)
  const selection = useEditorStore((state) => state.selection)
  const [elements] = useState(() => new FlowElements())
  const [states, setStates] = useState<NodeStates>(NO_STATES)
  const nodes = useMemo(
    () => (module === undefined ? [] : elements.nodesOf(module, new Set(selectedNodes(selection)), states)),
    [elements, module, selection, states],
  )
  const edges = useMemo(
    () =>
      module === undefined
        ? []
        : elements.edgesOf(module, new Set(selectedEdges(selection)), nodes, states.dragged),
    [elements, module, nodes, selection, states.dragged],
  )
  const onNodesChange = useCallback((changes: NodeChange<LayerFlowNode>[]) => {
    selectChanged(changes, 'nodes')
    const ended = changes.some((change) => change.type === 'position' && change.dragging === false)
    setStates((before) => statesAfter(before, changes))
    if (ended) {
      commitDrag(changes)
      setStates((before) => ({ ...before, dragged: NO_STATES.dragged }))
    }
  }, [])
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireFlowEdge>[]) => selectChanged(changes, 'edges'),
    [],
  )
  return { nodes, edges, onNodesChange, onEdgesChange }
}

function statesAfter(before: NodeStates, changes: NodeChange<LayerFlowNode>[]): NodeStates {
  let { measured, dragged } = before
  for (const change of changes) {
    if (change.type === 'dimensions' && change.dimensions !== undefined) {
      if (measured === before.measured) measured = new Map(measured)
      noteSize(change.id, change.dimensions)
      ;(measured as Map<string, { width: number; height: number }>).set(change.id, change.dimensions)
    }
    if (change.type === 'position' && change.position !== undefined && change.dragging === true) {
      if (dragged === before.dragged) dragged = new Map(dragged)
      ;(dragged as Map<string, Position>).set(change.id, change.position)
    }
  }
  return measured === before.measured && dragged === before.dragged ? before : { measured, dragged }
}

function commitDrag(changes: NodeChange<LayerFlowNode>[]): void {
  const positions = changes.flatMap((change) =>
    change.type === 'position' && change.position !== undefined
      ? [{ node: change.id, position: change.position }]
      : [],
  )
  if (positions.length > 0) perform({ kind: 'move', module: useEditorStore.getState().module, positions })
}

function selectChanged(changes: readonly { type: string }[], what: 'nodes' | 'edges'): void {
  const picks = changes.filter(
    (change): change is { type: 'select'; id: string; selected: boolean } => change.type === 'select',
  )
  if (picks.length === 0) return
  const { selection, select } = useEditorStore.getState()
  const chosen = { nodes: new Set(selectedNodes(selection)), edges: new Set(selectedEdges(selection)) }
  for (const { id, selected } of picks) {
    if (selected) chosen[what].add(id)
    else chosen[what].delete(id)
  }
  select(selectionOf([...chosen.nodes], [...chosen.edges]))
}
