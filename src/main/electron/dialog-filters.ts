/** Which files the desktop's own dialogs show. */
import type { FileFilter } from 'electron'
import { GRAPH_ENDINGS } from '../../graph/file/endings'
import { tell } from '../../words/tell'

/** Of files to open: graphs, where they may be JSON; else what can be imported. */
export function openFilters(extensions: readonly string[]): FileFilter[] {
  const kind = extensions.includes('json')
    ? graphs()
    : { name: tell('native.files_to_import', 'Files to import'), extensions: [...extensions] }
  return [kind, all()]
}

/** Of a file to write: its own kind. */
export function saveFilters(extension: string): FileFilter[] {
  const kind = extension === 'json' ? graphs() : { name: extension.toUpperCase(), extensions: [extension] }
  return [kind, all()]
}

function graphs(): FileFilter {
  return { name: tell('native.graphs', 'Graphs'), extensions: [...GRAPH_ENDINGS] }
}

function all(): FileFilter {
  return { name: tell('native.all_files', 'All files'), extensions: ['*'] }
}
