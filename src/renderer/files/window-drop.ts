/** Files that are dropped anywhere on the window are opened, a net with its parts and its weights; what else they are, is said. */
import type { ImportFile } from '../../graph/import/import-file'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { tellKind } from './file-kind'
import { sourcesIn } from './dropped-folder'
import { openBytes, openTogether } from './file-flow'
import type { DocumentSession } from '../session/document-session'

/** Larger files are not read here, in bytes. */
const LARGEST = 512 * 1024 * 1024

/** Gives the net a file as a sample. */
type Feed = (session: DocumentSession, file: ImportFile) => unknown

export function listenForDrops(session: DocumentSession, feed: Feed): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
  window.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    // What was dropped is known only while the event lasts.
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file')
    const entries = items.map((item) => item.webkitGetAsEntry())
    const files = [...(event.dataTransfer?.files ?? [])]
    void openAll(session, { entries, files }, feed)
  })
}

interface Dropped {
  entries: readonly (FileSystemEntry | null)[]
  files: readonly File[]
}

/** One file by what it is, several together, and of a folder the sources in it. */
async function openAll(session: DocumentSession, { entries, files }: Dropped, feed: Feed): Promise<void> {
  const folder = entries.find((entry) => entry?.isDirectory === true)
  const plain = files.filter((_, index) => entries[index]?.isDirectory !== true)
  if (plain.length === 0) {
    if (folder === undefined || folder === null) return
    const sources = await sourcesIn(folder as FileSystemDirectoryEntry)
    if (sources.length === 0) tellKind(folder.name, 'folder', () => undefined)
    else await openTogether(session, sources, folder.name)
    return
  }
  const read = await Promise.all(plain.map(readDropped))
  const given = read.filter((file) => file !== null)
  const [first] = given
  if (plain.length > 1) await openTogether(session, given)
  else if (first !== undefined) await openBytes(session, first, (file) => feed(session, file))
}

/** Null for one that is too large, which is said. */
async function readDropped(file: File): Promise<ImportFile | null> {
  const { name, size } = file
  if (size <= LARGEST) return { name, bytes: new Uint8Array(await file.arrayBuffer()) }
  showToast({ tone: 'error', title: t('file.tooLarge', { name }) })
  return null
}
