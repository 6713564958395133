/** What a page may write: a graph where a graph is asked for, under a name that says so. */
import { basename, extname } from 'node:path'
import { readOrdinaryFile } from '../../engine/ordinary-file'
import { FORMAT } from '../../graph/document/document'
import { GRAPH_ENDINGS } from '../../graph/file/endings'
import { isDocument } from '../files/data-paths'
import { MAX_DOCUMENT_BYTES } from '../files/files'
import { cannot, HostError } from '../files/host-error'
import { tell } from '../../words/tell'

const ENDINGS: ReadonlySet<string> = new Set(GRAPH_ENDINGS.map((ending) => `.${ending}`))

/** Files of these names say what other programs run. */
const RUN_BY_OTHERS = /^(package|composer|deno|tasks|launch|devcontainer)\.json$/i

/** Errors: the text is no graph, the name is not that of one, or another program's file has it. - `path`: without links */
export async function checkDocument(path: string, text: string): Promise<void> {
  if (!ENDINGS.has(extname(path).toLowerCase())) throw wrongName(path, 'json')
  if (RUN_BY_OTHERS.test(basename(path)))
    throw otherName(path, tell('disk.run_by_others', 'Other programs run what a file of that name says.'))
  if (!isGraph(parsed(text)))
    throw new HostError({
      message: cannot('write', path, tell('disk.no_graph_to_write', 'What is to be written is no graph.')),
      remedy: tell('host.reload_page_it_and_its', 'Reload the page; it and its host may be of two versions.'),
      code: 'invalid',
    })
  if (await isOthers(path))
    throw otherName(path, tell('disk.file_of_others', 'The file that is there is no graph.'))
}

function isGraph(value: unknown): boolean {
  return isDocument(value) && value.format === FORMAT
}

/** Whether another program's data are there; a graph that was damaged may be written over. */
async function isOthers(path: string): Promise<boolean> {
  const bytes = await readOrdinaryFile(path, MAX_DOCUMENT_BYTES, { real: true }).catch(() => null)
  const there = bytes && parsed(bytes.toString('utf8'))
  return typeof there === 'object' && there !== null && !isDocument(there) && !('format' in there)
}

/** Errors: the name has another ending. */
export function checkEnding(path: string, extension: string): void {
  if (extname(path).toLowerCase() !== `.${extension}`) throw wrongName(path, extension)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function wrongName(path: string, extension: string): HostError {
  return otherName(
    path,
    tell('disk.wrong_ending', 'A file of this kind has a name that ends in .{{extension}}.', { extension }),
  )
}

function otherName(path: string, why: string): HostError {
  const remedy = tell('disk.choose_another_name', 'Choose another name.')
  return new HostError({ message: cannot('write', path, why), remedy, code: 'name' })
}
