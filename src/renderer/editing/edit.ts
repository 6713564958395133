/** Edits that several places offer: each one undo step, and refusals said aloud. */
import type { Command, CommandResult } from '../../graph/document/command'
import type { GraphNode, Position } from '../../graph/document/document'
import { freshId } from '../../graph/document/identifiers'
import { addWired, judgeCommand, nextPort } from './connections'
import type { Port, Scene } from './connections'
import type { PaletteEntry } from './entries'
import { showToast } from '../ui/toast'
import { camera, whenDrawn } from './canvas-store'
import { editedDefinition, useEditorStore } from './editor-store'
import { NODE_HEIGHT, NODE_WIDTH } from '../../graph/drawing/node-size'
import { GAP, sizeOf, snapped } from './node-metrics'
import { selectedNodes, selectionOf } from './selection'

/** Less room than this on either side of a node counts as none. */
const MARGIN = 20
/** Height to count with for a node that is not there yet: one with several ports and lines. */
const TALL = 140

export function currentScene(): Scene {
  const { document, module, inference } = useEditorStore.getState()
  return { document, module, inference }
}

/** Name of the definition on the canvas. */
export function shownModule(): string {
  return useEditorStore.getState().module
}

/** Runs a command that may merge with the one before, such as typing into one field. */
export function dispatch(command: Command): CommandResult {
  return useEditorStore.getState().dispatch(command)
}

/** Runs a command as an undo step of its own; a refusal is shown. */
export function perform(command: Command): CommandResult {
  useEditorStore.getState().mark()
  const result = dispatch(command)
  if (result.kind === 'refused') showToast({ tone: 'warning', title: result.reason, text: result.remedy })
  return result
}

/** Adds a node beside the selected one and wires the two if that fits; without a selection at `fallback`. */
export function addBesideSelection(entry: PaletteEntry, fallback: Position): void {
  const state = useEditorStore.getState()
  const definition = editedDefinition(state)
  const [only, ...others] = selectedNodes(state.selection)
  const source = others.length === 0 ? definition.nodes.find((node) => node.id === only) : undefined
  if (source === undefined) {
    addWiredTo(entry, null, freePlace(definition.nodes, fallback))
    return
  }
  const beside = { x: snapped(source.position.x + sizeOf(source.id).width + GAP), y: source.position.y }
  addWiredTo(entry, nextPort(currentScene(), source.id), freePlace(definition.nodes, beside), true)
}

/** Adds a node wired to the port; with `onlyIfFits` the wire is left out where the types would not fit. */
export function addWiredTo(
  entry: PaletteEntry,
  port: Port | null,
  position: Position,
  onlyIfFits = false,
): void {
  const scene = currentScene()
  const used = editedDefinition(useEditorStore.getState()).nodes.map((node) => node.id)
  const id = freshId('n', used)
  const { type, params } = entry
  const wired = port === null ? undefined : addWired(scene, entry, port, position, id)
  if (wired === undefined || (onlyIfFits && judgeCommand(scene, wired).kind !== 'fits'))
    perform({ kind: 'add-node', module: scene.module, type, params, position, id })
  else perform(wired)
}

/** Puts a node on a wire; where it has no room there, what comes after in the row makes some. */
export function insertOnWire(entry: PaletteEntry, edge: string, position: Position): void {
  const { module } = useEditorStore.getState()
  const { nodes, edges } = editedDefinition(useEditorStore.getState())
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
  const left = source.position.x + sizeOf(source.id).width
  const room = target.position.x - left
  const inRow = Math.abs(target.position.y - source.position.y) < NODE_HEIGHT && room > 0
  if (!inRow || room >= NODE_WIDTH + 2 * MARGIN) {
    perform(insert(position))
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
  perform({ kind: 'batch', label: `Insert ${entry.label}`, commands })
}

/** Selects a node, brings it into view, and goes on from there: what led here may be gone, and with it the focus. */
export function focusNode(module: string | undefined, node: string): void {
  const { editModule, select } = useEditorStore.getState()
  if (module !== undefined && module !== useEditorStore.getState().module) editModule(module)
  select(selectionOf([node]))
  whenDrawn(() => {
    camera()?.reveal(node)
    camera()?.focusNode(node)
  })
}

/** Selects a wire and brings both its ends into view, in another definition if need be. */
export function focusWire(module: string, edge: string): void {
  if (module !== shownModule()) useEditorStore.getState().editModule(module)
  const wire = editedDefinition(useEditorStore.getState()).edges.find(({ id }) => id === edge)
  if (wire === undefined) return
  useEditorStore.getState().select(selectionOf([], [edge]))
  whenDrawn(() => {
    camera()?.reveal(wire.source, wire.target)
    // What led here may be gone, and with it the focus.
    camera()?.focusWire(edge)
  })
}

/** The nearest place from there downwards that no node covers. */
export function freePlace(nodes: readonly GraphNode[], from: Position): Position {
  const place = { x: snapped(from.x), y: snapped(from.y) }
  const covered = () =>
    nodes.find(({ id, position: { x, y } }) => {
      const { width, height } = sizeOf(id)
      const beside = x >= place.x + NODE_WIDTH || place.x >= x + width
      return !beside && y < place.y + TALL && place.y < y + height
    })
  for (let node = covered(); node !== undefined; node = covered())
    place.y = snapped(node.position.y + sizeOf(node.id).height + MARGIN)
  return place
}
