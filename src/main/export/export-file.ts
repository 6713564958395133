/** A graph with its weights as one file for another program. */
import { exportOnnx } from '../../graph/export/onnx/export-onnx'
import { pytorchStateDict } from '../../graph/export/pytorch/state-dict'
import { planGraph } from '../../graph/plan/make-plan'
import type { DrawnTargetName, FileTargetName } from '../../graph/export/targets'
import type { Inference } from '../../graph/infer/inference'
import { readSafetensors } from '../../graph/formats/safetensors'
import type { ExportedFile } from './exported-file'
import type { ExportEngine } from './pytorch-folder'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

export interface FileRequest {
  inference: Inference
  /** Has the graph open; null where there is none, or its weights are not wanted. */
  engine: Pick<ExportEngine, 'weights'> | null
  /** Of an ONNX model; null: any. */
  batch: number | null
}

type MakeFile = (request: FileRequest) => Promise<ExportedFile>

const MAKERS: Readonly<Record<Exclude<FileTargetName, DrawnTargetName>, MakeFile>> = {
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
    const planned = planGraph(inference)
    if (planned.kind === 'refused') return planned
    if (engine === null)
      return refused(
        told('export.weights_need_engine', 'The weights are in the engine, and it is not ready.'),
      )
    return { kind: 'file', content: pytorchStateDict(await engine.weights(), planned.plan) }
  },
}

/** The content of the file. Errors: what the target cannot show (`refused`); the engine's own refusals. */
export async function exportFile(
  target: Exclude<FileTargetName, DrawnTargetName>,
  request: FileRequest,
): Promise<ExportedFile> {
  return MAKERS[target](request)
}

function refused(said: Told): ExportedFile {
  const remedy = tell('remedy.wait', 'Wait until it is, then try again.')
  return { kind: 'refused', findings: [{ severity: 'error', ...said, remedy }] }
}
