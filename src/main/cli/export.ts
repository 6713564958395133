/** `gradwire export`: a graph as a folder or a file for other programs. */
import type { Inference } from '../../graph/infer/inference'
import type { PictureTheme } from '../../graph/export/picture/themes'
import { exportTargets, isDrawn, isFileTarget } from '../../graph/export/targets'
import type { DrawnTargetName, ExportTargetName, FileTargetName } from '../../graph/export/targets'
import type { GraphDocument } from '../../graph/document/document'
import { formatFinding, severityText } from '../../graph/document/finding'
import type { Finding } from '../../graph/document/finding'
import { drawInThread } from '../export/draw-in-thread'
import { exportFile } from '../export/export-file'
import type { ExportedFile } from '../export/exported-file'
import type { ExportEngine } from '../export/pytorch-folder'
import { PYTORCH_MARK, pytorchFolder, writePyTorchFolder } from '../export/pytorch-folder'
import { checkFolder } from '../files/whole-folder'
import { withEngine } from './engine'
import type { EngineEntry, ProgramEntry } from '../engine-link/engine-entry'
import { loadGraph } from './graph-file'
import type { LoadedGraph } from './graph-file'
import { readTensors } from './input-file'
import { loadWeights, weightsPath } from './load-weights'
import { checkOutputPath, fileReason, writeOutput } from './output-file'
import { shownPath, STREAM } from './paths'
import { CommandError, print, problemText, report } from './terminal'
import type { ExitCode } from './terminal'
import { tell } from '../../words/tell'

export interface ExportArguments {
  to: ExportTargetName
  weights?: string
  fitting?: boolean
  out: string
  force: boolean
  theme: PictureTheme
  scale: number
  values: boolean
  batch: number | null
  samples: boolean
}

/** Runs the command. Errors: anything wrong with the graph, the weights or the output path. */
export async function exportGraph(
  file: string,
  options: ExportArguments,
  entry: EngineEntry,
  drawer: ProgramEntry,
): Promise<ExitCode> {
  const { to, out } = options
  if (options.weights !== undefined && !exportTargets[to].weights)
    throw new CommandError(
      tell('cli.there_are_no_weights_in', 'There are no weights in {{to}}: leave --weights out.', { to }),
      2,
    )
  if (out === STREAM && !isFileTarget(to))
    throw new CommandError(
      tell(
        'cli.no_folder_on_stdout',
        '{{to}} is a folder, which stdout cannot take. Give a name with --out.',
        {
          to,
        },
      ),
      2,
    )
  const graph = await loadGraph(file)
  const takesWeights = exportTargets[to].weights
  const weights = takesWeights ? await weightsPath(options.weights, file, graph.runnable) : options.weights
  if (isFileTarget(to))
    await checkOutputPath(out, [file, weights], { text: ['svg', 'mermaid', 'markdown'].includes(to) })
  else await checkTarget(options)
  if (takesWeights) await withWeights(graph, { ...options, weights }, entry)
  else if (isDrawn(to)) await draw(graph.inference.document, to, options, drawer)
  else await write(graph.inference, null, options)
  print(tell('cli.wrote', 'Wrote {{out}}.', { out: shownPath(out, 'stdout') }))
  return 0
}

/** Looks at the weights, and what the engine makes of the graph, before anything is written. */
async function withWeights(
  { runnable: document, inference }: LoadedGraph,
  options: ExportArguments,
  entry: EngineEntry,
): Promise<void> {
  const weights = options.weights === undefined ? undefined : await readTensors(options.weights)
  await withEngine(entry, async (engine) => {
    await engine.request({ kind: 'open', document })
    await loadWeights(engine, weights, options.weights, options.fitting)
    const source = {
      weights: () => engine.request({ kind: 'weights' }),
      samples: () => engine.request({ kind: 'samples' }),
    }
    await write(inference, source, options)
  })
}

async function write(
  inference: Inference,
  engine: ExportEngine | null,
  options: ExportArguments,
): Promise<void> {
  const { to, out, batch } = options
  if (!isFileTarget(to) || isDrawn(to)) return writePyTorch(inference, engine, options)
  await writeFile(await exportFile(to, { inference, engine, batch }), to, out)
}

async function draw(
  document: GraphDocument,
  to: DrawnTargetName,
  { out, ...look }: ExportArguments,
  drawer: ProgramEntry,
): Promise<void> {
  const file = await drawInThread(to, document, look, drawer)
  if (file !== null) await writeFile(file, to, out)
}

/** Errors: it was refused. */
async function writeFile(file: ExportedFile, to: FileTargetName, out: string): Promise<void> {
  if (file.kind === 'refused') throw refused(to, file.findings)
  await writeOutput(out, file.content)
  if (file.note !== undefined) report(`${severityText('warning')}: ${file.note}`)
}

async function writePyTorch(
  inference: Inference,
  engine: ExportEngine | null,
  { out, force, samples }: ExportArguments,
): Promise<void> {
  const folder = await pytorchFolder(inference, engine, { weights: true, samples })
  if (folder.kind === 'refused') throw refused('pytorch', folder.findings)
  try {
    await writePyTorchFolder(out, folder.files, force)
  } catch (error) {
    throw refusal(error, out)
  }
  if (folder.missing !== null)
    report(
      `${severityText('warning')}: ${tell(
        'cli.no_data_in_export',
        'There is no data.safetensors in {{out}}: {{problem}}',
        { out, problem: problemText(folder.missing) },
      )}`,
    )
}

function refused(to: ExportTargetName, findings: readonly Finding[]): CommandError {
  return new CommandError(
    [
      tell('cli.cannot_export', 'The graph cannot be exported to {{to}}:', { to }),
      ...findings.map(formatFinding),
    ].join('\n'),
  )
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
      tell(
        'cli.cannot_write_folder_holds_something',
        'Cannot write {{out}}: The folder holds something else. Give another --out, or --force to write into it.',
        { out },
      ),
    )
  if (code === 'ENOENT')
    return new CommandError(
      tell(
        'cli.cannot_write_there_is_no',
        'Cannot write {{out}}: there is no folder to put it in. Make it first, or give another --out.',
        { out },
      ),
    )
  if (code === 'ENOTDIR')
    return new CommandError(
      tell(
        'cli.cannot_write_it_is_file',
        'Cannot write {{out}}: it is a file, not a folder. Give the name of a folder with --out.',
        { out },
      ),
    )
  return new CommandError(
    tell(
      'cli.cannot_write_nothing_was_changed',
      'Cannot write {{out}}: {{reason}} Nothing was changed there.',
      { out, reason: fileReason(error) },
    ),
  )
}
