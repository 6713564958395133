/** The page's export: its document as files for another program, with the weights of its engine. */
import { basename } from 'node:path'
import type { PictureFlows } from '../../graph/export/picture/flows'
import type { PictureTheme } from '../../graph/export/picture/themes'
import { isFileTarget } from '../../graph/export/targets'
import type { ExportTargetName } from '../../graph/export/targets'
import { parseDocument } from '../../graph/file/parse'
import type { Inference } from '../../graph/infer/inference'
import type { Finding } from '../../graph/document/finding'
import type { ExportedFiles, FileStamp } from '../contract'
import { exportFile } from '../export/export-file'
import { refuseChanged } from '../files/files'
import { stampOf } from '../files/file-stamp'
import { fullPath } from '../files/full-path'
import { fileError, HostError } from '../files/host-error'
import type { EngineSupervisor } from '../supervisor/engine-supervisor'
import type { ExportEngine } from '../export/pytorch-folder'
import { pytorchFolder, writePyTorchFolder } from '../export/pytorch-folder'
import { writeWholeFile } from '../files/whole-file'
import { tell } from '../../words/tell'

export interface ExportRequest {
  document: unknown
  to: ExportTargetName
  path: string
  withWeights: boolean
  theme: PictureTheme
  /** Pixels of a PNG for each of the canvas. */
  scale: number
  /** Whether a picture has shapes and settings. */
  values: boolean
  /** What flowed in a step, for pictures. */
  flows?: PictureFlows | undefined
  /** Of an ONNX model; null: any. */
  batch: number | null
  /** Whether a PyTorch folder has the data. */
  samples: boolean
  overwrite: boolean
  /** The file as it was read or written last. */
  seen?: FileStamp | undefined
}

interface Made {
  missing: ExportedFiles['missing']
  note?: string
  write: (path: string, overwrite: boolean) => Promise<void>
}

/** Errors: what is wrong with the graph; the engine's refusals; those of the disk; `exists` unless `overwrite`; `changed` since it was `seen`. */
export async function exportGraph(
  request: ExportRequest,
  supervisor: EngineSupervisor,
): Promise<ExportedFiles> {
  const { inference, findings } = parseDocument(JSON.stringify(request.document) ?? '')
  if (inference === null) throw refusal(findings)
  const engine = {
    weights: () => supervisor.request({ kind: 'weights' }),
    samples: () => supervisor.request({ kind: 'samples' }),
  }
  const { missing, note, write } = await make(request, inference, needsEngine(request) ? engine : null)
  const full = fullPath(request.path)
  try {
    await refuseChanged(full, request.seen)
    await write(full, request.overwrite)
    const stamp = isFileTarget(request.to) ? { stamp: await stampOf(full) } : {}
    return { path: full, name: basename(full), missing, note, ...stamp }
  } catch (error) {
    throw fileError(error, 'write', full)
  }
}

async function make(
  { to, withWeights, samples, ...look }: ExportRequest,
  inference: Inference,
  engine: ExportEngine | null,
): Promise<Made> {
  if (!isFileTarget(to)) {
    const folder = await pytorchFolder(inference, engine, { weights: withWeights, samples })
    if (folder.kind === 'refused') throw refusal(folder.findings)
    const { files, missing } = folder
    return { missing, write: (path, overwrite) => writePyTorchFolder(path, files, overwrite) }
  }
  const file = await exportFile(to, { inference, engine, ...look })
  if (file.kind === 'refused') throw refusal(file.findings)
  const { content, note } = file
  return { missing: null, note, write: (path, overwrite) => writeWholeFile(path, content, { overwrite }) }
}

function needsEngine({ to, withWeights, samples }: ExportRequest): boolean {
  return withWeights || (to === 'pytorch' && samples)
}

function refusal(findings: readonly Finding[]): HostError {
  const first = findings.find(({ severity }) => severity === 'error')
  const {
    message = tell('engine.this_is_not_graph', 'This is not a graph.'),
    remedy,
    module,
    node,
    name,
    handle,
    param,
  } = first ?? {}
  return new HostError({ message, remedy, module, node, name, handle, param, code: 'invalid' })
}
