/** What React Flow tells of its elements: what is chosen, measured, dragged; a finished drag becomes one command. */
import { useStoreApi } from '@xyflow/react'
import type { EdgeChange, NodeChange } from '@xyflow/react'
import { useCallback } from 'react'
import type { Dispatch, SetStateAction } from 'react'
import type { Position } from '../../graph/document/document'
import { perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { putOnWire } from '../editing/on-wire'
import { selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import { useSession } from '../session/session-provider'
import type { DocumentSession } from '../session/document-session'
import type { LayerFlowNode, NodeStates, WireFlowEdge } from './flow-elements'

export const NO_STATES: NodeStates = { measured: new Map(), dragged: new Map() }

export interface ElementChanges {
  onNodesChange: (changes: NodeChange<LayerFlowNode>[]) => void
  onEdgesChange: (changes: EdgeChange<WireFlowEdge>[]) => void
}

/** - `isLarge`: React Flow has only a part of the net */
export function useElementChanges(
  isLarge: boolean,
  setStates: Dispatch<SetStateAction<NodeStates>>,
): ElementChanges {
  const session = useSession()
  const flow = useStoreApi()
  // React Flow tells what is no longer chosen of what it has, which of a large net is not all.
  const replaces = useCallback(() => {
    const { multiSelectionActive, userSelectionActive } = flow.getState()
    return isLarge && !multiSelectionActive && !userSelectionActive
  }, [flow, isLarge])
  const onNodesChange = useCallback(
    (changes: NodeChange<LayerFlowNode>[]) => {
      selectChanged(session, changes, 'nodes', replaces())
      const ended = changes.some((change) => change.type === 'position' && change.dragging === false)
      const moved = withOthers(session, changes)
      setStates((before) => statesAfter(session, before, moved))
      if (ended) {
        commitDrag(session, moved)
        setStates((before) => ({ ...before, dragged: NO_STATES.dragged }))
      }
    },
    [replaces, session, setStates],
  )
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireFlowEdge>[]) => selectChanged(session, changes, 'edges', replaces()),
    [replaces, session],
  )
  return { onNodesChange, onEdgesChange }
}

/** What is chosen moves with the node that is dragged, also what of it React Flow was not given. */
function withOthers(
  session: DocumentSession,
  changes: NodeChange<LayerFlowNode>[],
): NodeChange<LayerFlowNode>[] {
  const lead = changes.find((change) => change.type === 'position' && change.position !== undefined)
  if (lead?.type !== 'position' || lead.position === undefined) return changes
  const state = session.editor.getState()
  const moved = new Set(changes.flatMap((change) => (change.type === 'position' ? [change.id] : [])))
  const chosen = selectedNodes(state.selection)
  const left = new Set(chosen.filter((id) => !moved.has(id)))
  if (!chosen.includes(lead.id) || left.size === 0) return changes
  const { nodes } = editedDefinition(state)
  const from = nodes.find(({ id }) => id === lead.id)?.position ?? lead.position
  const by = { x: lead.position.x - from.x, y: lead.position.y - from.y }
  const others = nodes.flatMap(({ id, position: { x, y } }): NodeChange<LayerFlowNode>[] =>
    left.has(id) ? [{ ...lead, id, position: { x: x + by.x, y: y + by.y } }] : [],
  )
  return [...changes, ...others]
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
  const { dropEdge } = session.canvas.getState()
  session.canvas.setState({ dropEdge: null })
  const [only] = positions
  if (only !== undefined && dropEdge !== null) putOnWire(session, only.node, dropEdge, only.position)
  else if (only !== undefined)
    perform(session, { kind: 'move', module: session.editor.getState().module, positions })
}

function selectChanged(
  session: DocumentSession,
  changes: readonly { type: string }[],
  what: 'nodes' | 'edges',
  replaces: boolean,
): void {
  const picks = changes.filter(
    (change): change is { type: 'select'; id: string; selected: boolean } => change.type === 'select',
  )
  if (picks.length === 0) return
  const { selection, select } = session.editor.getState()
  const chosen =
    replaces && picks.some(({ selected }) => selected)
      ? { nodes: new Set<string>(), edges: new Set<string>() }
      : { nodes: new Set(selectedNodes(selection)), edges: new Set(selectedEdges(selection)) }
  for (const { id, selected } of picks) {
    if (selected) chosen[what].add(id)
    else chosen[what].delete(id)
  }
  select(selectionOf([...chosen.nodes], [...chosen.edges]))
}
