/** Writes one text of the code panel. */
import { assertNever } from '../../graph/basics/assert-never'
import type { GraphDocument } from '../../graph/document/document'
import type { Finding } from '../../graph/document/finding'
import type { CodeLine } from '../../graph/export/code-line'
import { onnxLines } from '../../graph/export/onnx/onnx-lines'
import { printLines } from '../../graph/export/print-lines'
import { pytorchCode } from '../../graph/export/pytorch/export-pytorch'
import type { PyTorchCode } from '../../graph/export/pytorch/export-pytorch'
import { pythonMarks } from '../../graph/export/pytorch/python-marks'
import { summaryLines } from '../../graph/export/summary-lines'
import { inferDocument } from '../../graph/infer/infer'
import type { Inference } from '../../graph/infer/inference'
import { unfoldingFindings } from '../../graph/infer/unfolding'
import type { CodeView } from '../window/layout-store'
import type { CodeState } from './code-state'

/** What the texts are made of. */
export interface CodeSource {
  document: GraphDocument
  /** What stands in the way of an engine's net. */
  errors: readonly Finding[]
  /** `print(net)` of the net as the engine has built it; null: it has not yet. */
  print: string | null
}

/** Writes the texts of a document; what it has inferred and written it keeps until it is given another. */
export class CodeWriter {
  private inference: Inference | null = null
  private code: PyTorchCode | null = null

  constructor(private readonly source: CodeSource) {}

  write(view: CodeView): CodeState {
    const inference = (this.inference ??= inferDocument(this.source.document))
    if (inference.main.nodes.size === 0) return { kind: 'nothing', why: 'empty' }
    const unfolded = unfoldingFindings(inference)
    if (unfolded.length > 0) return { kind: 'refused', findings: unfolded }
    switch (view) {
      case 'print':
        return this.printed(inference)
      case 'model':
      case 'train':
        return this.written(view, inference)
      case 'summary':
        return { kind: 'code', lines: summaryLines(inference), note: null, marks: null }
      case 'onnx':
        return named(inference)
      default:
        return assertNever(view)
    }
  }

  private printed(inference: Inference): CodeState {
    const { errors, print } = this.source
    if (errors.length > 0) return { kind: 'refused', findings: errors }
    return print === null ? { kind: 'nothing', why: 'noEngine' } : python(printLines(print, inference))
  }

  /** Both files are written at once. */
  private written(view: 'model' | 'train', inference: Inference): CodeState {
    const code = (this.code ??= pytorchCode(inference))
    if (code.kind === 'refused') return code
    const lines = code[view]
    return lines === null ? { kind: 'nothing', why: 'noLoss' } : python(lines)
  }
}

function python(lines: readonly CodeLine[]): CodeState {
  return { kind: 'code', lines, note: null, marks: pythonMarks(lines.map(({ text }) => text)) }
}

function named(inference: Inference): CodeState {
  const result = onnxLines(inference)
  if (result.kind === 'refused') return result
  return { kind: 'code', lines: result.lines, note: result.note, marks: null }
}
