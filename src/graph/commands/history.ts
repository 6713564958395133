/**
 * Undo and redo. A history is immutable; every function gives a new one. A choice is an entry of its own. Steps of one
 * gesture (typing into a field, moving by arrow keys) merge while they change the same thing, until a mark: at focus and blur.
 */
import { dequal } from 'dequal'
import type { GraphDocument } from '../document/document'
import { applyCommand } from './apply'
import type { Command, CommandResult } from '../document/command'
import { editLabel } from './describe'
import { mergeKey } from './merge'

/** Older entries are dropped. */
const MAX_ENTRIES = 500

export interface HistoryEntry {
  /** What the menu says after Undo and Redo: of merged steps, what they came to. */
  label: string
  /** Goes back (in `past`) or forward again (in `future`). */
  command: Command
  mergeKey: string | undefined
  /** What was done beside the document. */
  beside?: Beside
}

/** Something that a person has done beside the document, as to weights, which stands in line with its edits. */
export interface Beside {
  readonly label: string
  /** Why undo passes it over: it can be undone no more, or was put back already; null: it does not. */
  past(): 'past' | 'back' | null
  undo(): void
  redo(): void
}

export interface History {
  readonly document: GraphDocument
  readonly past: readonly HistoryEntry[]
  readonly future: readonly HistoryEntry[]
  /** The next command begins a new entry. */
  readonly marked: boolean
}

/** A `choice` stands for itself; a `step` goes on with the steps before it. */
export type EditManner = 'choice' | 'step'

export function createHistory(document: GraphDocument): History {
  return { document, past: [], future: [], marked: true }
}

/** Runs a command. A refused one, or one that changes nothing, leaves the history as it is. */
export function execute(
  history: History,
  command: Command,
  manner: EditManner = 'choice',
): { history: History; result: CommandResult } {
  const before = history.document
  const result = applyCommand(before, command)
  if (result.kind === 'refused' || sameDocument(result.document, before)) return { history, result }
  const key = manner === 'step' ? mergeKey(before, command) : undefined
  const last = history.past.at(-1)
  if (!history.marked && key !== undefined && last?.mergeKey === key)
    return { history: merged(history, last, command, result.document), result }
  const label = editLabel(before, command)
  const entry: HistoryEntry = { label, command: result.inverse, mergeKey: key }
  const past = [...history.past, entry].slice(-MAX_ENTRIES)
  return { history: { document: result.document, past, future: [], marked: false }, result }
}

/** The history with a step taken into its last entry, which then tells what the steps came to. */
function merged(history: History, last: HistoryEntry, command: Command, document: GraphDocument): History {
  const earlier = history.past.slice(0, -1)
  const start = step(document, last).document
  // Who types the old value again has changed nothing.
  if (sameContent(document, start)) return { document: start, past: earlier, future: [], marked: true }
  const entry = { ...last, label: editLabel(start, command) }
  return { document, past: [...earlier, entry], future: [], marked: false }
}

/** Takes down what was done beside the document. */
export function note(history: History, beside: Beside): History {
  const command: Command = { kind: 'restore', parts: {} }
  const entry = { label: beside.label, command, mergeKey: undefined, beside }
  const past = [...history.past, entry].slice(-MAX_ENTRIES)
  return { document: history.document, past, future: [], marked: true }
}

/** Drops the latest entries that can be undone no more, and names them. */
export function withoutPast(history: History): { history: History; dropped: string[] } {
  const kept = history.past.findLastIndex(({ beside }) => !beside?.past()) + 1
  if (kept === history.past.length) return { history, dropped: [] }
  const dropped = history.past
    .slice(kept)
    .flatMap(({ label, beside }) => (beside?.past() === 'past' ? [label] : []))
  return { history: { ...history, past: history.past.slice(0, kept) }, dropped }
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
  return (
    a === b ||
    (a.modules === b.modules && a.training === b.training && a.main === b.main && a.view === b.view)
  )
}

function sameContent(a: GraphDocument, b: GraphDocument): boolean {
  return (
    a.main === b.main &&
    dequal(a.modules, b.modules) &&
    dequal(a.training, b.training) &&
    dequal(a.view, b.view)
  )
}

function step(document: GraphDocument, entry: HistoryEntry): { document: GraphDocument; back: HistoryEntry } {
  if (entry.beside) return { document, back: entry }
  const result = applyCommand(document, entry.command)
  if (result.kind === 'refused') throw new Error(`An inverse was refused: ${result.reason}`)
  return { document: result.document, back: { ...entry, command: result.inverse } }
}
