/** `gradwire export`: a graph as a folder for PyTorch, or its weights alone. */
import type { GraphDocument } from '../../graph/document'
import { formatFinding } from '../../graph/finding'
import type { EngineClient } from '../engine-client'
import { PYTORCH_MARK, pytorchFolder, writePyTorchFolder } from '../service/pytorch-folder'
import { checkFolder } from '../service/whole-folder'
import { withEngine } from './engine'
import type { EngineEntry } from './engine-entry'
import { loadGraph } from './graph-file'
import { readTensors } from './input-file'
import { checkOutputPath, fileReason, writeOutput } from './output-file'
import { CommandError, print, problemText, report } from './terminal'
import type { ExitCode } from './terminal'

export interface ExportArguments {
  to: string
  weights?: string
  out: string
  force: boolean
}

interface Target {
  /** Looks before the engine starts whether the path can be written. */
  check: (options: ExportArguments) => Promise<unknown>
  write: (document: GraphDocument, engine: EngineClient, options: ExportArguments) => Promise<void>
}

const TARGETS: Readonly<Record<string, Target>> = {
  pytorch: { check: checkTarget, write: writePyTorch },
  safetensors: { check: ({ out }) => checkOutputPath(out), write: writeWeights },
}

/** What `--to` takes. */
export const exportTargets: readonly string[] = Object.keys(TARGETS)

/** Runs the command. Errors: anything wrong with the graph, the weights or the output path. */
export async function exportGraph(
  file: string,
  options: ExportArguments,
  entry: EngineEntry,
): Promise<ExitCode> {
  const target = TARGETS[options.to]
  if (target === undefined) throw new CommandError(`Use --to ${exportTargets.join(' or ')}.`, 2)
  const document = await loadGraph(file)
  await target.check(options)
  const weights = options.weights === undefined ? undefined : await readTensors(options.weights)
  return withEngine<ExitCode>(entry, async (engine) => {
    await engine.request({ kind: 'open', document })
    if (weights) await engine.request({ kind: 'loadWeights', weights })
    await target.write(document, engine, options)
    print(`Wrote ${options.out}.`)
    return 0
  })
}

async function writeWeights(_: GraphDocument, engine: EngineClient, { out }: ExportArguments): Promise<void> {
  await writeOutput(out, await engine.request({ kind: 'weights' }))
}

async function writePyTorch(
  document: GraphDocument,
  engine: EngineClient,
  { out, force }: ExportArguments,
): Promise<void> {
  const folder = await pytorchFolder(document, {
    weights: () => engine.request({ kind: 'weights' }),
    samples: () => engine.request({ kind: 'samples' }),
  })
  if (folder.kind === 'refused') throw new CommandError(folder.findings.map(formatFinding).join('\n'))
  try {
    await writePyTorchFolder(out, folder.files, force)
  } catch (error) {
    throw refusal(error, out)
  }
  if (folder.missing !== null)
    report(`warning: There is no data.safetensors in ${out}: ${problemText(folder.missing)}`)
}

async function checkTarget({ out, force }: ExportArguments): Promise<void> {
  try {
    await checkFolder(out, { overwrite: force, mark: PYTORCH_MARK })
  } catch (error) {
    throw refusal(error, out)
  }
}

function refusal(error: unknown, out: string): CommandError {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST')
    return new CommandError(
      `Cannot write ${out}: The folder holds something else. Give another --out, or --force to write into it.`,
    )
  if (code === 'ENOENT')
    return new CommandError(
      `Cannot write ${out}: there is no folder to put it in. Make it first, or give another --out.`,
    )
  if (code === 'ENOTDIR')
    return new CommandError(
      `Cannot write ${out}: it is a file, not a folder. Give the name of a folder with --out.`,
    )
  return new CommandError(`Cannot write ${out}: ${fileReason(error)} Nothing was changed there.`)
}
