/** Keys on the canvas that mean the node with the focus rather than an action of the whole page. */
import type { KeyboardEvent } from 'react'
import type { Position } from '../../graph/document/document'
import { runAction } from '../actions/index'
import { openInstance } from '../actions/module-actions'
import { perform } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { openDialog, togglePanel } from '../window/layout-store'
import { GRID } from '../editing/node-metrics'
import { selectedEdges, selectedNodes, selectionOf } from '../editing/selection'
import type { DocumentSession } from '../session/document-session'

const STEPS: Record<string, Position> = {
  ArrowLeft: { x: -GRID, y: 0 },
  ArrowRight: { x: GRID, y: 0 },
  ArrowUp: { x: 0, y: -GRID },
  ArrowDown: { x: 0, y: GRID },
}

export function onCanvasKey(session: DocumentSession, event: KeyboardEvent): void {
  if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest('input, textarea, button, [role="listbox"], [role="menu"]') !== null) return
  const step = STEPS[event.key]
  if (step !== undefined) {
    takeFocused(session, event.target, false)
    if (moveSelection(session, event.shiftKey ? { x: step.x * 5, y: step.y * 5 } : step))
      event.preventDefault()
  } else if (event.key === 'Enter' || event.key === ' ') {
    if (!takeFocused(session, event.target, event.shiftKey)) return
    event.preventDefault()
    if (event.key === 'Enter' && !openSelected(session)) focusInspector(session)
  } else if (event.key === 'c' && takeFocused(session, event.target, false)) {
    event.preventDefault()
    openDialog('connect')
  } else if (event.key === 'h' && takeFocused(session, event.target, false)) {
    event.preventDefault()
    runAction(session, 'hook.add')
  }
}

/** Goes into the selected instance, where one alone is selected. */
function openSelected(session: DocumentSession): boolean {
  const { selection } = session.editor.getState()
  return selection.kind === 'node' && openInstance(session, selection.id)
}

/** Selects the node or wire with the focus; true where something is selected then. */
function takeFocused(session: DocumentSession, target: Element, add: boolean): boolean {
  const { selection, select } = session.editor.getState()
  const node = target.closest('.react-flow__node')?.getAttribute('data-id') ?? null
  const edge = target.closest('.react-flow__edge')?.getAttribute('data-id') ?? null
  const nodes = selectedNodes(selection)
  if (node !== null && !nodes.includes(node)) select(selectionOf(add ? [...nodes, node] : [node]))
  if (edge !== null && !selectedEdges(selection).includes(edge)) select(selectionOf([], [edge]))
  return session.editor.getState().selection.kind !== 'nothing'
}

/** Moves that follow each other are one undo step. */
function moveSelection(session: DocumentSession, by: Position): boolean {
  const state = session.editor.getState()
  const chosen = new Set(selectedNodes(state.selection))
  const nodes = editedDefinition(state).nodes.filter((node) => chosen.has(node.id))
  if (nodes.length === 0) return false
  const positions = nodes.map(({ id, position }) => ({
    node: id,
    position: { x: position.x + by.x, y: position.y + by.y },
  }))
  perform(session, { kind: 'move', module: state.module, positions }, 'step')
  return true
}

function focusInspector(session: DocumentSession): void {
  togglePanel('inspector', true)
  requestAnimationFrame(() => {
    const inspector = document.querySelector('[data-inspector]')
    // Above a node's fields there may be a button that mends or deletes it, which a second Enter must not press.
    const isNode = session.editor.getState().selection.kind === 'node'
    const first =
      (isNode ? inspector?.querySelector('input') : null) ?? inspector?.querySelector('input, button')
    if (first instanceof HTMLElement) first.focus()
  })
}
