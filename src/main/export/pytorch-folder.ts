/** A graph as a folder for PyTorch: its text from the graph layer, weights and samples from the engine. */
import { definitionOf } from '../../graph/document/document'
import { exportPyTorch } from '../../graph/export/pytorch/export-pytorch'
import { pytorchStateDict, usedWeights } from '../../graph/export/pytorch/state-dict'
import type { Finding } from '../../graph/document/finding'
import type { Inference } from '../../graph/infer/inference'
import { planGraph } from '../../graph/plan/make-plan'
import { nodeDefinition } from '../../graph/nodes/index'
import type { EngineProblem } from '../../engine/protocol'
import { EngineCommandError } from '../engine-link/engine-client'
import { writeWholeFolder } from '../files/whole-folder'

/** An engine that has the graph open. */
export interface ExportEngine {
  weights: () => Promise<Uint8Array>
  samples: () => Promise<Uint8Array>
}

export interface ProgramFiles {
  kind: 'files'
  files: Map<string, string | Uint8Array>
  /** Whether the program reads samples, which only an engine has. */
  readsSamples: boolean
}

export type PyTorchFolder =
  | (Pick<ProgramFiles, 'kind' | 'files'> & { missing: EngineProblem | null })
  | { kind: 'refused'; findings: Finding[] }

/** By these an earlier export is known. */
export const PYTORCH_MARK = { file: 'README.md', words: 'Made with Gradwire' } as const
const KNOWN = ['model.py', 'train.py', 'tensor_file.py', 'weights.safetensors', 'data.safetensors']

/**
 * The files of an export; without weights, or an engine to ask for them, PyTorch has its own ones for the seed.
 *
 * `missing` says why there are no samples though the graph names some: the files of a data set that is not there.
 */
export async function pytorchFolder(
  inference: Inference,
  engine: ExportEngine | null,
  { weights, samples }: { weights: boolean; samples: boolean },
): Promise<PyTorchFolder> {
  const own = weights && engine !== null ? await engine.weights() : null
  const made = programFiles(inference, own, { weights, samples })
  return made.kind === 'refused' ? made : withSamples(made, engine)
}

/** All but the samples. - `own`: of the engine; null where they are not wanted, or there is no engine */
export function programFiles(
  inference: Inference,
  own: Uint8Array | null,
  { weights, samples }: { weights: boolean; samples: boolean },
): ProgramFiles | { kind: 'refused'; findings: Finding[] } {
  const result = exportPyTorch(inference, { weights, samples })
  if (result.kind === 'refused') return result
  const planned = planGraph(inference)
  if (planned.kind === 'refused') return planned
  const files = new Map<string, string | Uint8Array>(Object.entries(result.files))
  const { document } = inference
  if (own !== null)
    files.set('weights.safetensors', pytorchStateDict(usedWeights(own, document), planned.plan))
  const hasData = definitionOf(document, document.main)?.nodes.some(
    ({ type }) => nodeDefinition(type)?.role === 'data',
  )
  return { kind: 'files', files, readsSamples: samples && files.has('train.py') && hasData === true }
}

/** Errors: the engine ends. */
export async function withSamples(
  { kind, files, readsSamples }: ProgramFiles,
  engine: ExportEngine | null,
): Promise<Exclude<PyTorchFolder, { kind: 'refused' }>> {
  if (!readsSamples || engine === null) return { kind, files, missing: null }
  try {
    files.set('data.safetensors', await engine.samples())
    return { kind, files, missing: null }
  } catch (error) {
    if (!(error instanceof EngineCommandError) || error.engineEnded) throw error
    return { kind, files, missing: error.problem }
  }
}

/** Errors: as `writeWholeFolder`; `EEXIST` for a folder with something else in it. */
export function writePyTorchFolder(
  path: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  overwrite: boolean,
): Promise<void> {
  return writeWholeFolder(path, files, { overwrite, mark: PYTORCH_MARK, known: KNOWN })
}
