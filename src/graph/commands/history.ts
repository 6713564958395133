/**
 * Undo and redo. A history is immutable; every function gives a new one. Commands that follow each other without a mark
 * and change the same thing (a drag, typing into one field) merge into one entry: mark at pointer down, focus and blur.
 */
import type { GraphDocument } from '../document/document'
import { applyCommand } from './apply'
import type { Command, CommandResult } from '../document/command'
import { commandLabel, mergeKey } from './describe'

/** Older entries are dropped. */
const MAX_ENTRIES = 500

export interface HistoryEntry {
  /** What the menu says after Undo and Redo. */
  label: string
  /** Goes back (in `past`) or forward again (in `future`). */
  command: Command
  mergeKey: string | undefined
}

export interface History {
  readonly document: GraphDocument
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** The next command begins a new entry. */
  readonly marked: boolean
}

export function createHistory(document: GraphDocument): History {
  return { document, past: [], future: [], marked: true }
}

/** Runs a command. A refused one, or one that changes nothing, leaves the history as it is. */
export function execute(history: History, command: Command): { history: History; result: CommandResult } {
  const result = applyCommand(history.document, command)
  if (result.kind === 'refused' || sameDocument(result.document, history.document)) return { history, result }
  const key = mergeKey(command)
  const last = history.past.at(-1)
  if (!history.marked && key !== undefined && last?.mergeKey === key) {
    return { history: { ...history, document: result.document, future: [] }, result }
  }
  const entry: HistoryEntry = { label: commandLabel(command), command: result.inverse, mergeKey: key }
  const past = [...history.past, entry].slice(-MAX_ENTRIES)
  return { history: { document: result.document, past, future: [], marked: false }, result }
}

/** Ends merging: what comes next is an entry of its own. */
export function mark(history: History): History {
  return history.marked ? history : { ...history, marked: true }
}

export function undo(history: History): History {
  const entry = history.past.at(-1)
  if (entry === undefined) return history
  const { document, back } = step(history.document, entry)
  return { document, past: history.past.slice(0, -1), future: [...history.future, back], marked: true }
}

export function redo(history: History): History {
  const entry = history.future.at(-1)
  if (entry === undefined) return history
  const { document, back } = step(history.document, entry)
  return { document, past: [...history.past, back], future: history.future.slice(0, -1), marked: true }
}

/** Whether nothing that a file keeps has changed, e.g. since the last save. */
export function sameDocument(a: GraphDocument, b: GraphDocument): boolean {
  return a === b || (a.modules === b.modules && a.training === b.training && a.main === b.main)
}

function step(document: GraphDocument, entry: HistoryEntry): { document: GraphDocument; back: HistoryEntry } {
  const result = applyCommand(document, entry.command)
  if (result.kind === 'refused') throw new Error(`An inverse was refused: ${result.reason}`)
  return { document: result.document, back: { ...entry, command: result.inverse } }
}
