/** Edits that several places offer: each one undo step, and refusals said aloud. */
import type { EditManner } from '../../graph/commands/history'
import type { Command, CommandResult } from '../../graph/document/command'
import type { Position } from '../../graph/document/document'
import { freshId } from '../../graph/document/identifiers'
import { addWired, nextPort } from './connections'
import type { Port, Scene } from './connections'
import type { PaletteEntry } from './entries'
import { showToast } from '../ui/toast'
import { whenDrawn } from './canvas-view'
import type { Point } from './canvas-view'
import type { EditingSession } from './editing-session'
import { editedDefinition } from './editor-store'
import type { AddGoal } from './canvas-store'
import { freePlace, placeAfter } from './room'
import { selectedNodes, selectionOf } from './selection'

export function currentScene({ editor }: EditingSession): Scene {
  const { document, module, inference } = editor.getState()
  return { document, module, inference }
}

/** Name of the definition on the canvas. */
export function shownModule({ editor }: EditingSession): string {
  return editor.getState().module
}

/** Runs a command; a refusal is shown. - `manner`: a choice, or a step of typing or of moving by keys, which merge */
export function perform(session: EditingSession, command: Command, manner?: EditManner): CommandResult {
  const result = session.editor.getState().dispatch(command, manner)
  if (result.kind === 'refused') showToast({ tone: 'warning', title: result.reason, text: result.remedy })
  return result
}

/** Adds a node beside the selected one and wires the two if that fits; without a selection at `fallback`. */
export function addBesideSelection(session: EditingSession, entry: PaletteEntry, fallback: Position): void {
  const { editor, sizes } = session
  const state = editor.getState()
  const definition = editedDefinition(state)
  const [only, ...others] = selectedNodes(state.selection)
  const source = others.length === 0 ? definition.nodes.find((node) => node.id === only) : undefined
  if (source === undefined) {
    addWiredTo(session, entry, null, freePlace(sizes, definition.nodes, fallback))
    return
  }
  const seen = session.view.camera?.seenWidth() ?? Infinity
  const place = placeAfter(sizes, definition.nodes, source, seen)
  addWiredTo(session, entry, nextPort(currentScene(session), source.id), place, true)
}

/** Adds a node wired to the port; with `onlyIfFits` the wire is left out where the types would not fit. */
export function addWiredTo(
  session: EditingSession,
  entry: PaletteEntry,
  port: Port | null,
  position: Position,
  onlyIfFits = false,
): void {
  const scene = currentScene(session)
  const used = editedDefinition(session.editor.getState()).nodes.map((node) => node.id)
  const id = freshId('n', used)
  const { type, params } = entry
  const wired = port === null ? undefined : addWired(scene, entry, port, { position, id }, onlyIfFits)
  if (wired === undefined)
    perform(session, { kind: 'add-node', module: scene.module, type, params, position, id })
  else perform(session, wired)
}

/** Selects a node, brings it into view, and goes on from there: what led here may be gone, and with it the focus. */
export function focusNode({ editor, view }: EditingSession, module: string | undefined, node: string): void {
  const { editModule, select } = editor.getState()
  if (module !== undefined && module !== editor.getState().module) editModule(module)
  select(selectionOf([node]))
  whenDrawn(() => {
    view.camera?.reveal(node)
    view.camera?.focusNode(node)
  })
}

/** Selects a wire and brings both its ends into view, in another definition if need be. */
export function focusWire({ editor, view }: EditingSession, module: string, edge: string): void {
  if (module !== editor.getState().module) editor.getState().editModule(module)
  const wire = editedDefinition(editor.getState()).edges.find(({ id }) => id === edge)
  if (wire === undefined) return
  editor.getState().select(selectionOf([], [edge]))
  whenDrawn(() => {
    view.camera?.reveal(wire.source, wire.target)
    // What led here may be gone, and with it the focus.
    view.camera?.focusWire(edge)
  })
}

/** Opens quick add there. */
export function openQuickAdd(
  { canvas, view }: EditingSession,
  at: Point,
  goal: AddGoal = { kind: 'place' },
): void {
  const position = view.camera?.toCanvas(at) ?? { x: 0, y: 0 }
  canvas.setState({ quickAdd: { at, position, goal }, contextMenu: null })
}

/** Opens quick add for what is selected, a node or a wire; else for where the menu was opened, or the pointer is. */
export function openQuickAddHere(session: EditingSession): void {
  const { canvas, editor, view } = session
  const { selection } = editor.getState()
  const at = canvas.getState().contextMenu?.at ?? view.pointerOrMiddle()
  if (selection.kind === 'edge') openQuickAdd(session, at, { kind: 'on wire', edge: selection.id })
  else if (selection.kind === 'node')
    openQuickAdd(session, at, { kind: 'beside', port: nextPort(currentScene(session), selection.id) })
  else openQuickAdd(session, at)
}
