/** Nodes that come to stand on a wire: new ones, those of remedies, and those that were there; each one undo step. */
import type { Command, CommandResult } from '../../graph/document/command'
import { definitionOf } from '../../graph/document/document'
import type { Position } from '../../graph/document/document'
import { applyCommand } from '../../graph/commands/apply'
import { editLabel } from '../../graph/commands/describe'
import { nodeDefinition } from '../../graph/nodes/index'
import { t } from '../texts/index'
import { whenDrawn } from './canvas-view'
import { perform } from './edit'
import type { EditingSession } from './editing-session'
import { editedDefinition } from './editor-store'
import type { PaletteEntry } from './entries'
import { roomOnWire } from './room'
import type { Room } from './room'
import { selectedNodes } from './selection'

/** Puts a new node on a wire, at `wanted` if there is room. */
export function insertOnWire(
  session: EditingSession,
  { type, params, label }: PaletteEntry,
  edge: string,
  wanted?: Position,
): void {
  const { module } = session.editor.getState()
  const { position, moved } = roomOnWire(session.sizes, shown(session), edge, wanted)
  const insert: Command = { kind: 'insert-on-wire', module, edge, type, params, position }
  inView(session, () =>
    perform(session, joined([insert, ...moves(module, moved)], t('edits.insert', { what: label }))),
  )
}

/** Whether a node that is there could stand on a wire: it has no wires, and is neither data nor a loss or the like. */
export function canStandOnWire(session: EditingSession, node: string, edge: string): boolean {
  const { document, module } = session.editor.getState()
  const type = shown(session).nodes.find(({ id }) => id === node)?.type ?? ''
  const role = nodeDefinition(type)?.role
  if (role !== undefined && role !== 'opaque') return false
  return applyCommand(document, { kind: 'insert-on-wire', module, edge, node }).kind === 'done'
}

/** Puts a node that is there on a wire, at `wanted` if there is room. */
export function putOnWire(session: EditingSession, node: string, edge: string, wanted: Position): void {
  const { module } = session.editor.getState()
  const definition = shown(session)
  const others = definition.nodes.filter(({ id }) => id !== node)
  const { position, moved } = roomOnWire(session.sizes, { ...definition, nodes: others }, edge, wanted)
  const what = definition.nodes.find(({ id }) => id === node)?.name ?? node
  const put: Command = { kind: 'insert-on-wire', module, edge, node, position }
  inView(session, () => perform(session, joined([put, ...moves(module, moved)], t('edits.insert', { what }))))
}

/** Does what a remedy offers; what it puts on a wire makes itself room, as by hand. */
export function performRemedy(session: EditingSession, remedy: Command): CommandResult {
  const { document } = session.editor.getState()
  const parts = remedy.kind === 'batch' ? remedy.commands : [remedy]
  if (!parts.some(({ kind }) => kind === 'insert-on-wire')) return perform(session, remedy)
  const placed = parts.flatMap((part): Command[] => {
    const definition = part.kind === 'insert-on-wire' ? definitionOf(document, part.module) : undefined
    if (part.kind !== 'insert-on-wire' || definition === undefined) return [part]
    const { position, moved } = roomOnWire(session.sizes, definition, part.edge, part.position)
    return [{ ...part, position }, ...moves(part.module, moved)]
  })
  return inView(session, () => perform(session, joined(placed, editLabel(document, remedy))))
}

function shown({ editor }: EditingSession): ReturnType<typeof editedDefinition> {
  return editedDefinition(editor.getState())
}

function moves(module: string, positions: Room['moved']): Command[] {
  return positions.length === 0 ? [] : [{ kind: 'move', module, positions }]
}

/** As one undo step. */
function joined(commands: readonly Command[], label: string): Command {
  const [only] = commands
  return only !== undefined && commands.length === 1 ? only : { kind: 'batch', label, commands }
}

/** What was seen before is seen afterwards, and what is new too. */
function inView<T>({ view, editor }: EditingSession, edit: () => T): T {
  const seen = view.camera?.seen() ?? []
  const result = edit()
  whenDrawn(() => view.camera?.keep([...seen, ...selectedNodes(editor.getState().selection)]))
  return result
}
