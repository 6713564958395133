/** Edits that several places offer: each one undo step, and refusals said aloud. */
import type { Command, CommandResult } from '../../graph/commands/command'
import type { GraphNode, Position } from '../../graph/document'
import { freshId } from '../../graph/identifiers'
import { addWired, judgeNode, nextPort } from '../canvas/connections'
import type { Port, Scene } from '../canvas/connections'
import { showToast } from '../ui/toast'
import { camera } from './canvas-store'
import { editedDefinition, useEditorStore } from './editor-store'
import { GAP, NODE_HEIGHT, NODE_WIDTH, sizeOf, snapped } from './node-metrics'
import { selectedNodes, selectionOf } from './selection'

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
export function addBesideSelection(type: string, fallback: Position): void {
  const state = useEditorStore.getState()
  const definition = editedDefinition(state)
  const [only, ...others] = selectedNodes(state.selection)
  const source = others.length === 0 ? definition.nodes.find((node) => node.id === only) : undefined
  if (source === undefined) {
    perform({ kind: 'add-node', module: state.module, type, position: freePlace(definition.nodes, fallback) })
    return
  }
  const beside = { x: snapped(source.position.x + sizeOf(source.id).width + GAP), y: source.position.y }
  addWiredTo(type, nextPort(currentScene(), source.id), freePlace(definition.nodes, beside), true)
}

/** Adds a node wired to the port; with `onlyIfFits` the wire is left out where the types would not fit. */
export function addWiredTo(type: string, port: Port | null, position: Position, onlyIfFits = false): void {
  const scene = currentScene()
  const used = editedDefinition(useEditorStore.getState()).nodes.map((node) => node.id)
  const id = freshId('n', used)
  const add: Command = { kind: 'add-node', module: scene.module, type, position, id }
  const wired = port === null ? undefined : addWired(scene, type, port, position, id)
  if (wired === undefined || (onlyIfFits && judgeNode(scene, wired, id).kind !== 'fits')) perform(add)
  else perform(wired)
}

/** Selects a node and brings it into view. */
export function focusNode(module: string | undefined, node: string): void {
  const { editModule, select } = useEditorStore.getState()
  if (module !== undefined && module !== useEditorStore.getState().module) editModule(module)
  select(selectionOf([node]))
  requestAnimationFrame(() => camera()?.reveal(node))
}

/** The nearest place from there downwards that no node covers. */
export function freePlace(nodes: readonly GraphNode[], from: Position): Position {
  const place = { x: snapped(from.x), y: snapped(from.y) }
  const covers = (node: GraphNode) =>
    Math.abs(node.position.x - place.x) < NODE_WIDTH && Math.abs(node.position.y - place.y) < NODE_HEIGHT
  while (nodes.some(covers)) place.y += NODE_HEIGHT + 20
  return place
}
