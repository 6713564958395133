/** What is told while a source is read, and of which file. */
import type { Told } from '../../../words/tell'
import type { ImportNote } from '../result/imported'
import type { Note } from './library'
import { refusals } from './refusals'
import { isKind } from './values'
import type { Value } from './values'

const MAX_NOTES = 200

export class Telling {
  readonly notes: ImportNote[] = []
  private quiet = false
  /** The path of the file whose code runs; empty for the one that is read. */
  protected file = ''

  readonly note: Note = (said, line, severity = 'warning') => {
    if (this.quiet || this.notes.length >= MAX_NOTES) return
    this.tellOf({ severity, ...said, line, ...(this.file === '' ? {} : { file: this.file }) })
  }

  /** Tells it once, whatever code runs. */
  tellOf(note: ImportNote): void {
    if (
      !this.notes.some(
        ({ message, line, file }) => message === note.message && line === note.line && file === note.file,
      )
    )
      this.notes.push(note)
  }

  /** Why a value that is needed here is not known. */
  tellUnknown(value: Value | undefined, line: number, otherwise: Told = refusals.unreadValue()): void {
    if (this.quiet) return
    const { why, line: place = line, file = this.file } = isKind(value, 'unknown') ? value : {}
    // One note says enough of a line.
    if (why === undefined && this.notes.some((note) => note.line === place)) return
    this.tellOf({ severity: 'warning', ...(why ?? otherwise), line: place, ...(file === '' ? {} : { file }) })
  }

  /** What could not be read, with the place where. */
  unknown(why: Told, line: number): Value {
    return { kind: 'unknown', why, line, file: this.file }
  }

  /** The notes that come while something is done. */
  collect<T>(run: () => T): { value: T; notes: ImportNote[] } {
    const before = this.notes.splice(0)
    try {
      const value = run()
      return { value, notes: this.notes.splice(0) }
    } finally {
      this.notes.unshift(...before)
    }
  }

  /** Runs a part in which notes are told or not. */
  loudly<T>(loud: boolean, run: () => T): T {
    const { quiet } = this
    this.quiet = !loud
    try {
      return run()
    } finally {
      this.quiet = quiet
    }
  }
}
