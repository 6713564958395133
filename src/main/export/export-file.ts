/** A graph as one file for another program. */
import { exportOnnx } from '../../graph/export/onnx/export-onnx'
import { markdownText } from '../../graph/export/markdown'
import { mermaidText } from '../../graph/export/mermaid'
import { pytorchStateDict } from '../../graph/export/pytorch/state-dict'
import { planGraph } from '../../graph/plan/make-plan'
import { drawGraph } from '../../graph/export/picture/svg'
import type { PictureFlows } from '../../graph/export/picture/flows'
import type { PictureTheme } from '../../graph/export/picture/themes'
import type { FileTargetName } from '../../graph/export/targets'
import type { Finding } from '../../graph/document/finding'
import type { Inference } from '../../graph/infer/inference'
import { readSafetensors } from '../../graph/formats/safetensors'
import { drawPng, possibleScale } from './picture-png'
import type { ExportEngine } from './pytorch-folder'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

export interface FileRequest {
  inference: Inference
  /** Has the graph open; null where there is none, or its weights are not wanted. */
  engine: ExportEngine | null
  /** For pictures. */
  theme: PictureTheme
  /** Pixels of a PNG for each of the canvas; less where that is more than can be drawn. */
  scale: number
  /** Whether a picture has shapes and settings. */
  values: boolean
  /** What flowed in a step, for pictures. */
  flows?: PictureFlows | undefined
  /** Of an ONNX model; null: any. */
  batch: number | null
}

export type ExportedFile =
  | {
      kind: 'file'
      content: string | Uint8Array
      /** What a person should know of it. */
      note?: string
    }
  | { kind: 'refused'; findings: Finding[] }

type MakeFile = (request: FileRequest) => ExportedFile | Promise<ExportedFile>

const MAKERS: Readonly<Record<FileTargetName, MakeFile>> = {
  onnx: async ({ inference, engine, batch }) => {
    if (engine === null)
      return refused(
        told(
          'export.model_needs_engine',
          'A model holds its weights, and the engine that has them is not ready.',
        ),
      )
    const model = exportOnnx(inference, readSafetensors(await engine.weights()), batch)
    if (model.kind === 'refused') return model
    return { kind: 'file', content: model.bytes, ...(model.note === null ? {} : { note: model.note }) }
  },
  safetensors: async ({ inference, engine }) => {
    if (engine === null)
      return refused(
        told('export.weights_need_engine', 'The weights are in the engine, and it is not ready.'),
      )
    const planned = planGraph(inference)
    if (planned.kind === 'refused') return planned
    return { kind: 'file', content: pytorchStateDict(await engine.weights(), planned.plan) }
  },
  svg: ({ inference, theme, values, flows }) => ({
    kind: 'file',
    content: drawGraph(inference, { theme, values, flows }).svg,
  }),
  png: async ({ inference, theme, scale, values, flows }) => {
    const picture = drawGraph(inference, { theme, values, flows })
    const possible = possibleScale(picture, scale)
    const content = await drawPng(picture, possible)
    if (possible === scale) return { kind: 'file', content }
    const note = tell(
      'host.picture_scale',
      'The graph is large: the picture has scale {{scale}}. An SVG is sharp at every size.',
      { scale: possible.toPrecision(2) },
    )
    return { kind: 'file', content, note }
  },
  mermaid: ({ inference }) => ({ kind: 'file', content: mermaidText(inference) }),
  markdown: ({ inference }) => {
    const result = markdownText(inference)
    return result.kind === 'refused' ? result : { kind: 'file', content: result.text }
  },
}

/** The content of the file. Errors: what the target cannot show (`refused`); the engine's own refusals. */
export async function exportFile(target: FileTargetName, request: FileRequest): Promise<ExportedFile> {
  return MAKERS[target](request)
}

function refused(said: Told): ExportedFile {
  const remedy = tell('remedy.wait', 'Wait until it is, then try again.')
  return { kind: 'refused', findings: [{ severity: 'error', ...said, remedy }] }
}

/** Pixels of a PNG for each of the canvas, where nobody asks for another number. */
export const USUAL_SCALE = 2
