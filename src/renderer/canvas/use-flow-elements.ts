import type { EdgeChange, NodeChange } from '@xyflow/react'
import { useCallback, useMemo, useState } from 'react'
import type { Position } from '../../graph/document/document'
import { perform } from '../editing/edit'
import { editedInference } from '../editing/editor-store'
import { selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import { marksOf } from '../hooks/marks'
import { FlowElements } from './flow-elements'
import type { LayerFlowNode, NodeStates, WireFlowEdge } from './flow-elements'
import type { DocumentSession } from '../session/document-session'
import { useEditor } from '../session/use-stores'
import { useSession } from '../session/session-provider'

const NO_STATES: NodeStates = { measured: new Map(), dragged: new Map() }

interface Elements {
  nodes: LayerFlowNode[]
  edges: WireFlowEdge[]
  onNodesChange: (changes: NodeChange<LayerFlowNode>[]) => void
  onEdgesChange: (changes: EdgeChange<WireFlowEdge>[]) => void
}

/** The definition on the canvas as React Flow's elements; a finished drag becomes one command. */
export function useFlowElements(): Elements {
  const session = useSession()
  const module = useEditor(editedInference)
  const selection = useEditor((state) => state.selection)
  const [elements] = useState(() => new FlowElements(session.sizes))
  const document = useEditor((state) => state.document)
  const shown = useEditor((state) => state.module)
  const marks = useMemo(() => marksOf(document, shown), [document, shown])
  const [states, setStates] = useState<NodeStates>(NO_STATES)
  const nodes = useMemo(
    () =>
      module === undefined ? [] : elements.nodesOf(module, new Set(selectedNodes(selection)), states, marks),
    [elements, marks, module, selection, states],
  )
  const edges = useMemo(
    () =>
      module === undefined
        ? []
        : elements.edgesOf(module, new Set(selectedEdges(selection)), nodes, {
            dragged: states.dragged,
            marks,
          }),
    [elements, marks, module, nodes, selection, states.dragged],
  )
  const onNodesChange = useCallback(
    (changes: NodeChange<LayerFlowNode>[]) => {
      selectChanged(session, changes, 'nodes')
      const ended = changes.some((change) => change.type === 'position' && change.dragging === false)
      setStates((before) => statesAfter(session, before, changes))
      if (ended) {
        commitDrag(session, changes)
        setStates((before) => ({ ...before, dragged: NO_STATES.dragged }))
      }
    },
    [session],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireFlowEdge>[]) => selectChanged(session, changes, 'edges'),
    [session],
  )
  return { nodes, edges, onNodesChange, onEdgesChange }
}

function statesAfter(
  session: DocumentSession,
  before: NodeStates,
  changes: NodeChange<LayerFlowNode>[],
): NodeStates {
  let { measured, dragged } = before
  for (const change of changes) {
    if (change.type === 'dimensions' && change.dimensions !== undefined) {
      if (measured === before.measured) measured = new Map(measured)
      session.sizes.note(change.id, change.dimensions)
      ;(measured as Map<string, { width: number; height: number }>).set(change.id, change.dimensions)
    }
    if (change.type === 'position' && change.position !== undefined && change.dragging === true) {
      if (dragged === before.dragged) dragged = new Map(dragged)
      ;(dragged as Map<string, Position>).set(change.id, change.position)
    }
  }
  return measured === before.measured && dragged === before.dragged ? before : { measured, dragged }
}

function commitDrag(session: DocumentSession, changes: NodeChange<LayerFlowNode>[]): void {
  const positions = changes.flatMap((change) =>
    change.type === 'position' && change.position !== undefined
      ? [{ node: change.id, position: change.position }]
      : [],
  )
  if (positions.length > 0)
    perform(session, { kind: 'move', module: session.editor.getState().module, positions })
}

function selectChanged(
  session: DocumentSession,
  changes: readonly { type: string }[],
  what: 'nodes' | 'edges',
): void {
  const picks = changes.filter(
    (change): change is { type: 'select'; id: string; selected: boolean } => change.type === 'select',
  )
  if (picks.length === 0) return
  const { selection, select } = session.editor.getState()
  const chosen = { nodes: new Set(selectedNodes(selection)), edges: new Set(selectedEdges(selection)) }
  for (const { id, selected } of picks) {
    if (selected) chosen[what].add(id)
    else chosen[what].delete(id)
  }
  select(selectionOf([...chosen.nodes], [...chosen.edges]))
}
