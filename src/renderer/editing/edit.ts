/** Edits that several places offer: each one undo step, and refusals said aloud. */
import type { EditManner } from '../../graph/commands/history'
import type { Command, CommandResult } from '../../graph/document/command'
import type { GraphNode, Position } from '../../graph/document/document'
import { freshId } from '../../graph/document/identifiers'
import { addWired, judgeCommand, nextPort } from './connections'
import type { Port, Scene } from './connections'
import type { PaletteEntry } from './entries'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { whenDrawn } from './canvas-view'
import type { Point } from './canvas-view'
import type { EditingSession } from './editing-session'
import { editedDefinition } from './editor-store'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { GAP, snapped } from './node-metrics'
import type { NodeSizes } from './node-metrics'
import { selectedNodes, selectionOf } from './selection'

/** Less room than this on either side of a node counts as none. */
const MARGIN = 20
/** Height to count with for a node that is not there yet: one with several ports and lines. */
const TALL = 140

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
  const beside = { x: snapped(source.position.x + sizes.of(source.id).width + GAP), y: source.position.y }
  const place = freePlace(sizes, definition.nodes, beside)
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
  const wired = port === null ? undefined : addWired(scene, entry, port, position, id)
  if (wired === undefined || (onlyIfFits && judgeCommand(scene, wired).kind !== 'fits'))
    perform(session, { kind: 'add-node', module: scene.module, type, params, position, id })
  else perform(session, wired)
}

/** Puts a node on a wire; where it has no room there, what comes after in the row makes some. */
export function insertOnWire(
  session: EditingSession,
  entry: PaletteEntry,
  edge: string,
  position: Position,
): void {
  const { editor, sizes } = session
  const { module } = editor.getState()
  const { nodes, edges } = editedDefinition(editor.getState())
  const wire = edges.find(({ id }) => id === edge)
  const source = nodes.find(({ id }) => id === wire?.source)
  const target = nodes.find(({ id }) => id === wire?.target)
  const { type, params } = entry
  const insert = (at: Position): Command => ({
    kind: 'insert-on-wire',
    module,
    edge,
    type,
    params,
    position: at,
  })
  if (source === undefined || target === undefined) return
  const left = source.position.x + sizes.of(source.id).width
  const room = target.position.x - left
  const inRow = Math.abs(target.position.y - source.position.y) < NODE_HEIGHT && room > 0
  if (!inRow || room >= NODE_WIDTH + 2 * MARGIN) {
    perform(session, insert(position))
    return
  }
  const x = snapped(left + GAP)
  const by = x + NODE_WIDTH + GAP - target.position.x
  const after = nodes.filter(
    (node) =>
      node.position.x >= target.position.x && Math.abs(node.position.y - target.position.y) < NODE_HEIGHT,
  )
  const positions = after.map((node) => ({
    node: node.id,
    position: { x: snapped(node.position.x + by), y: node.position.y },
  }))
  const commands: Command[] = [insert({ x, y: source.position.y }), { kind: 'move', module, positions }]
  perform(session, { kind: 'batch', label: t('edits.insert', { what: entry.label }), commands })
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

/** The nearest place from there downwards that no node covers. */
export function freePlace(sizes: NodeSizes, nodes: readonly GraphNode[], from: Position): Position {
  const place = { x: snapped(from.x), y: snapped(from.y) }
  const covered = () =>
    nodes.find(({ id, position: { x, y } }) => {
      const { width, height } = sizes.of(id)
      const beside = x >= place.x + NODE_WIDTH || place.x >= x + width
      return !beside && y < place.y + TALL && place.y < y + height
    })
  for (let node = covered(); node !== undefined; node = covered())
    place.y = snapped(node.position.y + sizes.of(node.id).height + MARGIN)
  return place
}

/** Opens quick add there (default: at the pointer). */
export function openQuickAdd(
  { canvas, view }: EditingSession,
  at: Point = view.pointerOrMiddle(),
  port: Port | null = null,
): void {
  const position = view.camera?.toCanvas(at) ?? { x: 0, y: 0 }
  canvas.setState({ quickAdd: { at, position, port }, contextMenu: null })
}
