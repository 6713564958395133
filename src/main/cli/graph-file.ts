/** Reads a graph for a command and refuses it, with one line a finding, when it is wrong. */
import { basename, dirname, resolve } from 'node:path'
import type { GraphDocument } from '../../graph/document/document'
import { formatFinding } from '../../graph/document/finding'
import type { Inference } from '../../graph/infer/inference'
import { isImportable } from '../../graph/import/import-file'
import { weightsEndings } from '../../graph/import/weights-file'
import { parseDocument } from '../../graph/file/parse'
import type { Parsed } from '../../graph/file/parse'
import { withDataPaths } from '../files/data-paths'
import { readText } from './input-file'
import { shownPath } from './paths'
import { withSettings } from './set-option'
import type { Setting } from './set-option'
import { CommandError, report } from './terminal'
import { tell } from '../../words/tell'

export interface LoadedGraph {
  document: GraphDocument
  inference: Inference
  /** The document for the engine: its data by full paths, from the folder of the file. */
  runnable: GraphDocument
}

/** Reads a graph and everything that is wrong with it. Errors: the file cannot be read, or is another program's. */
export async function checkGraph(path: string): Promise<Parsed> {
  const parsed = parseDocument(await readText(path))
  // What another program wrote is not worth a complaint about its first byte.
  const isText = parsed.findings.every(({ line }) => line === undefined)
  if (isText || !isImportable(path)) return parsed
  const remedy = weightsEndings.some((ending) => path.toLowerCase().endsWith(`.${ending}`))
    ? tell('cli.give_graph_and_weights', 'Give the file of the graph, and weights with --weights.')
    : tell('cli.make_graph_of_it', 'Make one of it: {{command}}', {
        command: `gradwire import ${path} --out graph.json`,
      })
  throw new CommandError(
    tell('cli.is_no_graph_of_gradwire', '{{path}} is no graph of Gradwire. {{remedy}}', { path, remedy }),
  )
}

/**
 * A graph without errors; warnings go to stderr. `settings`: what is otherwise than in the file.
 *
 * Errors: every finding, one a line; a setting that cannot be.
 */
export async function loadGraph(path: string, settings: readonly Setting[] = []): Promise<LoadedGraph> {
  const { document, inference, findings } = withSettings(await checkGraph(path), settings)
  const errors = findings.filter((finding) => finding.severity === 'error')
  if (document === null || inference === null || errors.length > 0)
    throw new CommandError(
      [
        tell('cli.is_wrong', '{{file}} is wrong:', { file: basename(shownPath(path, 'stdin')) }),
        ...errors.map(formatFinding),
      ].join('\n'),
    )
  findings.forEach((finding) => report(formatFinding(finding)))
  return { document, inference, runnable: withDataPaths(document, resolve(dirname(path))) }
}
