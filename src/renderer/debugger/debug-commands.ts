/** Going on inside a step: what the debugger's buttons, menus and keys do. */
import type { DocumentSession } from '../session/document-session'
import { editedDefinition } from '../editing/editor-store'
import { currentTrainBlocker } from '../run/run-commands'
import { whenDrawn } from '../editing/canvas-view'
import { moduleAt, placeName } from './place-name'
import { stopPlace } from './stop-place'
import type { StopPlace } from './stop-place'
import { definitionOf } from '../../graph/document/document'
import type { HookPlace } from '../../graph/document/hook-place'

/** Whether a step can be gone through: one that stands still, or the next one while training rests. */
export function canAdvance(session: DocumentSession): boolean {
  const { progress, opened } = session.run.getState()
  if (opened?.capabilities.stopInside === false) return false
  return progress.state !== 'running' && currentTrainBlocker(session) === null
}

export function isStopped(session: DocumentSession): boolean {
  return session.run.getState().progress.state === 'stopped'
}

/** Whether a step stands still, or was gone through to its end with another to come. */
export function isInHand(session: DocumentSession): boolean {
  const { passed, progress } = session.run.getState()
  return isStopped(session) || (passed !== null && progress.state === 'paused')
}

/** To the next breakpoint, or to the end. */
export function goOn(session: DocumentSession): void {
  if (canAdvance(session)) void session.engine.train()
}

/** To before or after a node: one inside a nested module, one beside it, or the end of the module around. */
export function stepNode(session: DocumentSession, how: 'into' | 'over' | 'out'): void {
  if (canAdvance(session)) void session.engine.advance({ unit: 'node', how, when: 'both' })
}

export function stepPhase(session: DocumentSession, unit: 'phase' | 'pass'): void {
  if (canAdvance(session)) void session.engine.advance({ unit })
}

/** Trains until a pass comes to what is chosen: a node, a wire or an output. */
export function runToChosen(session: DocumentSession): void {
  const place = chosenPlace(session)
  if (place !== null && canAdvance(session)) void session.engine.runTo({ path: session.engine.path(), place })
}

/**
 * Brings the place where a step stands still into view, in the module it lies in, and selects it, so that its value is seen. → whether
 * there is one
 *
 * @param select whether what is selected gives way to it
 */
export function showStop(session: DocumentSession, select = true): boolean {
  const { stop } = session.run.getState()
  const here = stop && stopPlace(stop)
  if (!here) return false
  const { document } = session.editor.getState()
  const definition = definitionOf(document, moduleAt(document, here.path))
  const takesFocus = select && isOnCanvas()
  session.editor.getState().showInstance(here.path)
  const { place } = here
  if (select && !isTypingBeside()) selectPlace(session, here)
  const wire = place.kind === 'edge' ? definition?.edges.find(({ id }) => id === place.edge) : undefined
  const nodes = place.kind === 'edge' ? (wire ? [wire.source, wire.target] : []) : [place.node]
  whenDrawn(() => {
    const { camera } = session.view
    camera?.reveal(...nodes)
    if (!takesFocus) return
    if (place.kind === 'edge') camera?.focusWire(place.edge)
    else camera?.focusNode(place.node)
  })
  return nodes.length > 0
}

/** A node or a wire that has the keyboard looks selected, too: it goes on at the one that is. */
function isOnCanvas(): boolean {
  return document.activeElement?.closest('.react-flow__node, .react-flow__edge') != null
}

/** What one is writing about something would be taken half. */
function isTypingBeside(): boolean {
  return document.activeElement?.matches('[data-inspector] [data-typed]') === true
}

/** A parameter is opened in the list of its node. */
function selectPlace(session: DocumentSession, { path, place }: StopPlace): void {
  const { document: edited, select } = session.editor.getState()
  select(place.kind === 'edge' ? { kind: 'edge', id: place.edge } : { kind: 'node', id: place.node })
  if (place.kind === 'parameter')
    session.parameters.open(placeName(edited, moduleAt(edited, path), place, path))
}

/** The output that a menu is open on, else the node or wire that is selected alone. */
export function chosenPlace(session: DocumentSession): HookPlace | null {
  const port = session.canvas.getState().contextMenu?.port
  if (port) return { kind: 'port', ...port }
  const state = session.editor.getState()
  const { selection } = state
  const { nodes, edges } = editedDefinition(state)
  if (selection.kind === 'node' && nodes.some(({ id }) => id === selection.id))
    return { kind: 'node', node: selection.id }
  if (selection.kind === 'edge' && edges.some(({ id }) => id === selection.id))
    return { kind: 'edge', edge: selection.id }
  return null
}
