/** A graph file, or one that can be imported, dropped anywhere on the window is opened; what else it is, is said. */
import type { ImportFile } from '../../graph/import/import-file'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { tellKind } from './file-kind'
import { openBytes } from './file-flow'
import type { DocumentSession } from '../session/document-session'

/** Larger files are not read here, in bytes. */
const LARGEST = 200 * 1024 * 1024

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
    const file = event.dataTransfer?.files[0]
    if (file === undefined) return
    const isFolder = event.dataTransfer?.items[0]?.webkitGetAsEntry()?.isDirectory === true
    if (isFolder) tellKind(file.name, 'folder', () => undefined)
    else void openDropped(session, file, feed)
  })
}

async function openDropped(session: DocumentSession, file: File, feed: Feed): Promise<void> {
  const { name, size } = file
  if (size > LARGEST) {
    showToast({ tone: 'error', title: t('file.tooLarge', { name }) })
    return
  }
  const bytes = new Uint8Array(await file.arrayBuffer())
  await openBytes(session, { name, bytes }, (dropped) => feed(session, dropped))
}
