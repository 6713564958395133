/** The page's export: its document as files for another program, with the weights of its engine. */
import { basename } from 'node:path'
import type { PictureFlows } from '../../graph/export/picture/flows'
import type { PictureTheme } from '../../graph/export/picture/themes'
import { isDrawn, isFileTarget } from '../../graph/export/targets'
import type { DrawnTargetName, ExportTargetName } from '../../graph/export/targets'
import type { Finding } from '../../graph/document/finding'
import type { ExportedFiles, FileStamp } from '../contract'
import type { ProgramEntry } from '../engine-link/engine-entry'
import { drawInThread } from '../export/draw-in-thread'
import type { ExportedFile } from '../export/exported-file'
import { refuseChanged } from '../files/files'
import { stampOf } from '../files/file-stamp'
import { fullPath } from '../files/full-path'
import { fileError, HostError } from '../files/host-error'
import type { EngineSupervisor } from '../supervisor/engine-supervisor'
import type { ExportEngine } from '../export/pytorch-folder'
import { withSamples, writePyTorchFolder } from '../export/pytorch-folder'
import { writeInThread } from '../export/write-in-thread'
import type { WrittenTargetName, Written } from '../export/write-in-thread'
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
  const { to } = request
  if (isDrawn(to)) return made(await drawn(to, request, host))
  const engine = needsEngine(request) ? engineOf(host.wake()) : null
  const file = await written(to, request, engine, host)
  if (file.kind !== 'files') return made(file)
  const { files, missing } = await withSamples(file, engine)
  return { missing, write: (path, overwrite) => writePyTorchFolder(path, files, overwrite) }
}

function drawn(
  to: DrawnTargetName,
  { document, ...look }: ExportRequest,
  { drawer, drawings, whose }: ExportHost,
): Promise<ExportedFile> {
  return unlessStopped(drawings.add(whose, (signal) => drawInThread(to, document, look, drawer, { signal })))
}

/** Errors: what is wrong with the graph; the engine's refusals. */
async function written(
  to: WrittenTargetName,
  { document, withWeights, samples, batch }: ExportRequest,
  engine: ExportEngine | null,
  { drawer, drawings, whose }: ExportHost,
): Promise<Written> {
  let problem: unknown = null
  const weights =
    !withWeights || engine === null
      ? null
      : await engine.weights().catch((error: unknown) => {
          problem = error
          return null
        })
  const request = { to, document, weights, batch, parts: { weights: withWeights, samples } }
  const work = (signal?: AbortSignal) => writeInThread(request, drawer, { signal })
  // Weights alone are made at once: a graph is saved with them, which waits for no picture and goes on when one is stopped.
  const file = await unlessStopped(to === 'safetensors' ? work() : drawings.add(whose, work))
  // An engine cannot have a graph that is wrong: what is wrong with it says more.
  const isRefused = file.kind === 'refused' && !file.findings.some(({ code }) => LACKS_ENGINE.has(code))
  if (problem !== null && !isRefused) throw problem
  if (file.kind === 'refused') throw refusal(file.findings)
  return file
}

const LACKS_ENGINE: ReadonlySet<string> = new Set(['export.model_needs_engine', 'export.weights_need_engine'])

/** Errors: `stopped`. */
async function unlessStopped<T>(work: Promise<T | null>): Promise<T> {
  const file = await work
  if (file !== null) return file
  throw new HostError({
    message: tell('host.export_stopped', 'The export was given up.'),
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
