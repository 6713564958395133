/** What a page may write: a graph where a graph is asked for, under a name that says so. */
import { extname } from 'node:path'
import { GRAPH_ENDINGS } from '../../graph/file/endings'
import { isDocument } from '../files/data-paths'
import { cannot, HostError } from '../files/host-error'
import { tell } from '../../words/tell'

const ENDINGS: ReadonlySet<string> = new Set(GRAPH_ENDINGS.map((ending) => `.${ending}`))

/** Errors: the text is no graph, or the name is not that of one. */
export function checkDocument(path: string, text: string): void {
  if (!ENDINGS.has(extname(path).toLowerCase())) throw wrongName(path, 'json')
  if (isDocument(parsed(text))) return
  throw new HostError({
    message: cannot('write', path, tell('disk.no_graph_to_write', 'What is to be written is no graph.')),
    remedy: tell('host.reload_page_it_and_its', 'Reload the page; it and its host may be of two versions.'),
    code: 'invalid',
  })
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
  return new HostError({
    message: cannot(
      'write',
      path,
      tell('disk.wrong_ending', 'A file of this kind has a name that ends in .{{extension}}.', { extension }),
    ),
    remedy: tell('disk.choose_another_name', 'Choose another name.'),
    code: 'name',
  })
}
