/** The page's export: its document as files for another program, with the weights of its engine. */
import { basename } from 'node:path'
import type { PictureFlows } from '../../graph/export/picture/flows'
import type { PictureTheme } from '../../graph/export/picture/themes'
import { isDrawn, isFileTarget } from '../../graph/export/targets'
import type { DrawnTargetName, ExportTargetName } from '../../graph/export/targets'
import { parseDocument } from '../../graph/file/parse'
import type { Finding } from '../../graph/document/finding'
import type { ExportedFiles, FileStamp } from '../contract'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { drawInThread } from '../export/draw-in-thread'
import { exportFile } from '../export/export-file'
import type { ExportedFile } from '../export/exported-file'
import { refuseChanged } from '../files/files'
import { stampOf } from '../files/file-stamp'
import { fullPath } from '../files/full-path'
import { fileError, HostError } from '../files/host-error'
import type { EngineSupervisor } from '../supervisor/engine-supervisor'
import type { ExportEngine } from '../export/pytorch-folder'
import { pytorchFolder, writePyTorchFolder } from '../export/pytorch-folder'
import { lookAtTarget, writeWholeFile } from '../files/whole-file'
import type { Drawings } from './drawings'
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

/** What an export has of its host. */
export interface ExportHost {
  /** The document's engine. */
  wake: () => EngineSupervisor
  /** Draws pictures. */
  drawer: ProgramEntry
  drawings: Drawings
  /** By which its drawings are stopped. */
  whose: string
}

/**
 * Errors: what is wrong with the graph; the engine's refusals; those of the disk; `exists` unless `overwrite`; `changed` since it was
 * `seen`; `stopped`.
 */
export async function exportGraph(request: ExportRequest, host: ExportHost): Promise<ExportedFiles> {
  const full = fullPath(request.path)
  const told = (error: unknown): never => {
    throw fileError(error, 'write', full)
  }
  // A picture can take long to draw: that is not done in vain.
  if (isDrawn(request.to)) await lookAtTarget(full, request).catch(told)
  const { missing, note, write } = await make(request, host)
  try {
    await refuseChanged(full, request.seen)
    await write(full, request.overwrite)
    const stamp = isFileTarget(request.to) ? { stamp: await stampOf(full) } : {}
    return { path: full, name: basename(full), missing, note, ...stamp }
  } catch (error) {
    return told(error)
  }
}

async function make(request: ExportRequest, host: ExportHost): Promise<Made> {
  const { document, to, withWeights, samples, batch } = request
  if (isDrawn(to)) return made(await drawn(to, request, host))
  const { inference, findings } = parseDocument(JSON.stringify(document) ?? '')
  if (inference === null) throw refusal(findings)
  const engine = needsEngine(request) ? engineOf(host.wake()) : null
  if (isFileTarget(to)) return made(await exportFile(to, { inference, engine, batch }))
  const folder = await pytorchFolder(inference, engine, { weights: withWeights, samples })
  if (folder.kind === 'refused') throw refusal(folder.findings)
  const { files, missing } = folder
  return { missing, write: (path, overwrite) => writePyTorchFolder(path, files, overwrite) }
}

async function drawn(
  to: DrawnTargetName,
  { document, ...look }: ExportRequest,
  { drawer, drawings, whose }: ExportHost,
): Promise<ExportedFile> {
  const file = await drawings.add(whose, (signal) => drawInThread(to, document, look, drawer, { signal }))
  if (file !== null) return file
  throw new HostError({
    message: tell('host.drawing_stopped', 'The picture was given up.'),
    code: 'stopped',
  })
}

/** Errors: it was refused. */
function made(file: ExportedFile): Made {
  if (file.kind === 'refused') throw refusal(file.findings)
  const { content, note } = file
  return {
    missing: null,
    ...(note === undefined ? {} : { note }),
    write: (path, overwrite) => writeWholeFile(path, content, { overwrite }),
  }
}

function engineOf(supervisor: EngineSupervisor): ExportEngine {
  return {
    weights: () => supervisor.request({ kind: 'weights' }),
    samples: () => supervisor.request({ kind: 'samples' }),
  }
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
