/** A graph file, or one that can be imported, dropped anywhere on the window is opened. */
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { openBytes } from './file-flow'
import type { DocumentSession } from '../session/document-session'

/** Larger files are not read here, in bytes. */
const LARGEST = 200 * 1024 * 1024

export function listenForDrops(session: DocumentSession): void {
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
  window.addEventListener('dragover', (event) => {
    if (hasFiles(event)) event.preventDefault()
  })
  window.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return
    event.preventDefault()
    const file = event.dataTransfer?.files[0]
    if (file !== undefined) void openDropped(session, file)
  })
}

async function openDropped(session: DocumentSession, file: File): Promise<void> {
  if (file.size > LARGEST) {
    showToast({ tone: 'error', title: t('file.tooLarge', { name: file.name }) })
    return
  }
  await openBytes(session, file.name, new Uint8Array(await file.arrayBuffer()))
}
