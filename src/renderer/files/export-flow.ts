/** Exporting the document as a folder for another program. */
import { HostCallError } from '../host/host-call-error'
import { liveEngine } from '../live/live-engine'
import { useRunStore } from '../live/run-store'
import { useEditorStore } from '../state/editor-store'
import { host } from '../state/host'
import { ask } from '../state/modal-store'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { pickFile } from './file-flow'

/** Asks for a folder, and writes one for PyTorch into it, named after the document. */
export async function exportForPyTorch(): Promise<void> {
  const parent = await pickFile('folder')
  if (parent === null) return
  const stem = useEditorStore.getState().file.name.replace(/\.json$/i, '')
  await write(joined(parent, `${stem}-pytorch`), false)
}

async function write(path: string, overwrite: boolean): Promise<void> {
  // The weights are those of what is on the canvas.
  await liveEngine.settled()
  const withWeights = useRunStore.getState().engine.state === 'ready'
  const { document } = useEditorStore.getState()
  try {
    const folder = await host().call('exportGraph', { document, to: 'pytorch', path, withWeights, overwrite })
    const { missing } = folder
    showToast({
      tone: withWeights && missing === null ? 'success' : 'warning',
      title: t('file.exported.title', { name: folder.name }),
      text: missing?.message ?? (withWeights ? folder.path : t('file.exported.noWeights')),
    })
  } catch (error) {
    if (!(error instanceof HostCallError) || error.problem.code !== 'exists' || overwrite) throw error
    if (await mayWriteInto(path)) await write(path, true)
  }
}

async function mayWriteInto(path: string): Promise<boolean> {
  const choice = await ask<string | null>((answer) => ({
    kind: 'question',
    title: t('file.exported.exists', { name: path.split(/[\\/]/).at(-1) ?? path }),
    text: t('file.exported.existsText'),
    choices: [{ id: 'overwrite', label: t('file.exported.overwrite'), tone: 'danger' }],
    answer,
  }))
  return choice === 'overwrite'
}

function joined(folder: string, name: string): string {
  const separator = folder.includes('\\') ? '\\' : '/'
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}
