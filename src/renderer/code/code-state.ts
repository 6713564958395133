/** What the code panel shows of a document: one of its texts, and why there is none where there is none. */
import type { OpenResult } from '../../engine/protocol'
import { assertNever } from '../../graph/basics/assert-never'
import type { Finding } from '../../graph/document/finding'
import { codeText } from '../../graph/export/code-line'
import type { CodeLine, CodePlace } from '../../graph/export/code-line'
import { onnxLines } from '../../graph/export/onnx/onnx-lines'
import { printLines } from '../../graph/export/print-lines'
import { pytorchCode } from '../../graph/export/pytorch/export-pytorch'
import type { PyTorchCode } from '../../graph/export/pytorch/export-pytorch'
import { summaryLines } from '../../graph/export/summary-lines'
import type { Inference } from '../../graph/infer/inference'
import { unfoldingFindings } from '../../graph/infer/unfolding'
import type { Place } from '../editing/trail'
import type { CodeView } from '../window/layout-store'

/** What the texts are made of. */
export interface CodeSource {
  inference: Inference
  findings: readonly Finding[]
  /** The net as the engine has built it. */
  opened: OpenResult | null
}

export type CodeState =
  | { kind: 'code'; lines: readonly CodeLine[]; note: string | null }
  /** The text cannot be written. */
  | { kind: 'refused'; findings: readonly Finding[] }
  /** There is nothing to write: no layer, no loss, or no engine yet. */
  | { kind: 'nothing'; why: 'empty' | 'noLoss' | 'noEngine' }

export function codeOf(view: CodeView, source: CodeSource): CodeState {
  const { inference } = source
  if (inference.main.nodes.size === 0) return { kind: 'nothing', why: 'empty' }
  const unfolded = unfoldingFindings(inference)
  if (unfolded.length > 0) return { kind: 'refused', findings: unfolded }
  switch (view) {
    case 'print':
      return printed(source)
    case 'model':
    case 'train':
      return written(view, inference)
    case 'summary':
      return { kind: 'code', lines: summaryLines(inference), note: null }
    case 'onnx':
      return named(inference)
    default:
      return assertNever(view)
  }
}

function printed({ inference, findings, opened }: CodeSource): CodeState {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) return { kind: 'refused', findings: errors }
  if (opened === null) return { kind: 'nothing', why: 'noEngine' }
  return { kind: 'code', lines: printLines(opened.print, inference), note: null }
}

/** Both files are written at once, and kept for the other view. */
const codes = new WeakMap<Inference, PyTorchCode>()

function written(view: 'model' | 'train', inference: Inference): CodeState {
  const code = codes.get(inference) ?? pytorchCode(inference)
  codes.set(inference, code)
  if (code.kind === 'refused') return code
  const lines = code[view]
  return lines === null ? { kind: 'nothing', why: 'noLoss' } : { kind: 'code', lines, note: null }
}

function named(inference: Inference): CodeState {
  const result = onnxLines(inference)
  return result.kind === 'refused' ? result : { kind: 'code', lines: result.lines, note: result.note }
}

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
