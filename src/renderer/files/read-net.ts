/** Reads another program's net; where a source has several, the person says which. */
import type { ImportFile } from '../../graph/import/import-file'
import { offeredNets } from '../../graph/import/offered-nets'
import type { ReadRequest } from '../../graph/import/reading'
import type { Imported } from '../../graph/import/result/imported'
import type { ForeignFile } from '../../main/contract'
import { t } from '../texts/index'
import { ask } from '../window/modal-store'
import { readBeside } from './read-beside'

/** A file that the host has read, with the sources that it imports. */
export function withSources({ name, bytes, sources }: ForeignFile): ImportFile {
  if (sources === undefined) return { name, bytes }
  return { name, bytes, project: { ...sources, files: new Map(sources.files) } }
}

/** A request whose bytes are left as they are; null when the person thought better of it. */
export async function readNet(
  request: Extract<ReadRequest, { kind: 'file' | 'text' }>,
  name: string,
): Promise<Imported | null> {
  const imported = await readBeside(copyOf(request), name)
  const offered = imported === null ? undefined : offeredNets(imported)
  if (offered === undefined) return imported
  const net = await ask<string | null>((answer) => ({
    kind: 'choice',
    title: t('file.choice.net', { name }),
    text: t('file.choice.netText'),
    options: offered.all,
    chosen: offered.taken,
    answer,
  }))
  if (net === null || net === offered.taken) return net === null ? null : imported
  return readBeside(
    request.kind === 'text' ? { ...request, net } : { ...request, file: { ...request.file, net } },
    name,
  )
}

/** Of a source, which may be read again; a large file of another kind is read once. */
function copyOf<R extends ReadRequest>(request: R): R {
  if (request.kind !== 'file' || !/\.(py|ipynb|txt)$/i.test(request.file.name)) return request
  return { ...request, file: { ...request.file, bytes: request.file.bytes.slice() } }
}

/** Of several files with a net, the one that is meant; undefined where there is none, null when the person thought better of it. */
export async function whichFile(files: readonly ImportFile[]): Promise<ImportFile | undefined | null> {
  const [first] = files
  if (files.length < 2) return first
  const paths = files.map(({ name, project }) => project?.path ?? name)
  const path = await ask<string | null>((answer) => ({
    kind: 'choice',
    title: t('file.choice.file'),
    text: t('file.choice.fileText'),
    options: paths,
    chosen: paths[0] ?? '',
    answer,
  }))
  return path === null ? null : files[paths.indexOf(path)]
}
