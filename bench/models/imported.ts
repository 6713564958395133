/** One file as `gradwire import` takes it, and what `gradwire check` says of the graph. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { GraphDocument } from '../../src/graph/document/document'
import { parseDocument } from '../../src/graph/file/parse'
import { serialiseDocument } from '../../src/graph/file/serialise'
import { importFile } from '../../src/graph/import/import-file'
import type { ImportNote } from '../../src/graph/import/result/imported'
import { reachable } from '../../src/graph/import/python/project'
import type { ModelFile } from './model-files'

export interface Result {
  /** Imported and correct, with notes that change meaning or without; imported but wrong for `check`; refused. */
  state: 'whole' | 'noted' | 'wrong' | 'refused'
  notes: string[]
  document?: GraphDocument
  inputs: { name: string; shape: unknown; dtype: unknown }[]
  difference?: string
  /** The function that gives the net, where one was taken. */
  taken?: string
}

export function imported({ root, path, net }: ModelFile): Result {
  const bytes = readFileSync(join(root, path))
  const source = (file: string): string | undefined =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined
  const folder = basename(root)
  const files = reachable(path, source, folder)
  const read = importFile({
    name: basename(path),
    bytes,
    project: { path, files, name: folder },
    ...(net === undefined ? {} : { net }),
  })
  if (read.kind === 'refused')
    return {
      state: 'refused',
      notes: read.findings.map(({ line, message }) => `${line ?? '-'}: ${message}`),
      inputs: [],
    }
  const { document } = read
  const wrong = parseDocument(serialiseDocument(document)).findings.filter(
    ({ severity }) => severity === 'error',
  )
  const notes = read.notes
    .filter(({ severity }) => severity === 'warning')
    .filter(({ code }) => code !== 'python.one_of_several_shapes')
    .map(({ line, file, message }) => `${file ?? ''}${line ?? '-'}: ${message}`)
  const state = wrong.length > 0 ? 'wrong' : notes.length > 0 ? 'noted' : 'whole'
  const inputs = (document.modules[document.main]?.nodes ?? []).flatMap(({ type, name, params }) =>
    type === 'Input' ? [{ name, shape: params['shape'], dtype: params['dtype'] ?? 'float32' }] : [],
  )
  return {
    state,
    notes: [
      ...notes,
      ...wrong.map(({ module, name, message }) => `! ${module ?? ''}/${name ?? ''} ${message}`),
    ],
    document,
    inputs,
    ...takenOf(read.notes),
  }
}

/** Of several nets, the one that was taken. */
function takenOf(notes: readonly ImportNote[]): { taken?: string } {
  const name = notes.find(({ code }) => code === 'python.other_nets')?.values?.['name']
  return typeof name === 'string' ? { taken: name } : {}
}
