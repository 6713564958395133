/** What the code panel shows of a document: one of its texts, or why there is none. */
import type { Finding } from '../../graph/document/finding'
import { codeText } from '../../graph/export/code-line'
import type { CodeLine, CodePlace } from '../../graph/export/code-line'
import type { PythonMark } from '../../graph/export/pytorch/python-marks'
import type { Place } from '../editing/trail'

export type CodeState =
  | { kind: 'code'; lines: readonly CodeLine[]; note: string | null; marks: readonly PythonMark[][] | null }
  /** The text cannot be written. */
  | { kind: 'refused'; findings: readonly Finding[] }
  /** There is nothing to write: no layer, no loss, or no engine yet. */
  | { kind: 'nothing'; why: 'empty' | 'noLoss' | 'noEngine' }

/** Whether a line's place is one of these nodes of the definition that is shown, in the instance that is shown. */
export function isAbout(
  place: CodePlace,
  { module, trail }: Pick<Place, 'module' | 'trail'>,
  nodes: ReadonlySet<string>,
): boolean {
  if (place.node === undefined || place.module !== module || !nodes.has(place.node)) return false
  if (place.path === undefined || trail === null) return true
  return place.path.length === trail.length && place.path.every((id, depth) => id === trail[depth]?.node)
}

/** The whole text. */
export function textOf(state: CodeState): string {
  return state.kind === 'code' ? codeText(state.lines) : ''
}
