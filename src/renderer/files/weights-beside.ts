/** Trained weights in a file of their own beside the document's: `net.safetensors` of `net.json`. They are saved and loaded with it. */
import { withoutGraphEnding } from '../../graph/file/endings'
import { isTrained } from '../engine-link/run-store'
import { problemOf } from '../host/host-call-error'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { useSavingStore } from '../window/saving-store'
import type { DocumentSession } from '../session/document-session'
import { mayReplaceChanged } from './changed-files'
import { loadWeightsFile } from './weights-flow'
import { whenBuilt } from './when-built'

/** The name of the file of weights that goes with a document to `path`; undefined where there are none to keep, or nobody wants that. */
export function weightsToSave(path: string, own: boolean): string | undefined {
  const wanted = useSavingStore.getState().weights === true && own
  return wanted ? `${withoutGraphEnding(nameIn(path))}.safetensors` : undefined
}

/** Whether a net has weights that would be missed: trained ones, or those that a file brought. The host knows, also where its engine is just brought back. */
export async function hasOwnWeights({ host, run }: DocumentSession): Promise<boolean> {
  if (isTrained(run)) return true
  return host.call('ownWeights', {}).catch(() => false)
}

/**
 * Writes the weights of the net into that file beside `path`. → whether they are there; a failure is said
 *
 * - `mayOverwrite`: asks whether a file that is there, and is not this document's, may go
 */
export async function writeWeights(
  session: DocumentSession,
  path: string,
  name: string,
  mayOverwrite: (path: string) => Promise<boolean>,
): Promise<boolean> {
  const { file, document } = session.editor.getState()
  const beside = siblingOf(path, name)
  const write = async (overwrite: boolean): Promise<boolean> => {
    try {
      await session.engine.settled()
      const seen = overwrite ? session.seen.of(beside) : undefined
      const saved = await session.host.call('exportGraph', { document, to: 'safetensors', path: beside, withWeights: true, overwrite, ...(seen && { seen }) }) // prettier-ignore
      session.seen.note(beside, saved.stamp)
      return true
    } catch (error) {
      const { code, message, remedy } = problemOf(error)
      if (code === 'exists' && !overwrite) return (await mayOverwrite(beside)) && write(true)
      if (code === 'changed') {
        if (!(await mayReplaceChanged(name))) return false
        session.seen.note(beside, undefined)
        return write(true)
      }
      const text = remedy === undefined ? message : `${message} ${remedy}`
      showToast({ tone: 'error', title: t('file.beside.failed', { name }), text })
      return false
    }
  }
  return write(file.path === path && file.weights === name)
}

/** The file of weights that the document names; null where there is none. */
export function weightsBeside(session: DocumentSession): { path: string; name: string } | null {
  const { path, weights } = session.editor.getState().file
  return path === null || weights === undefined ? null : { path: siblingOf(path, weights), name: weights }
}

/**
 * Gives the document that was just loaded the weights that it names, once the engine has built it; says where they are not there.
 *
 * - `anyway`: also one that has trained
 */
export function loadWeightsBeside(session: DocumentSession, anyway = false): void {
  const { path, weights } = session.editor.getState().file
  if (weights === undefined) return
  if (path === null) {
    showToast({ tone: 'warning', about: session, title: t('file.beside.apart', { name: weights }) })
    return
  }
  whenBuilt(session, () => {
    // After a reload the engine goes on with what it has.
    if (anyway || session.run.getState().progress.step === 0)
      void loadNamed(session, siblingOf(path, weights), weights)
  })
}

async function loadNamed(session: DocumentSession, path: string, name: string): Promise<void> {
  try {
    const file = await session.host.connection.call('readBytes', { path })
    session.seen.note(path, file.stamp)
    await loadWeightsFile(session, file)
  } catch (error) {
    const { message } = problemOf(error)
    showToast({
      tone: 'warning',
      keep: true,
      about: session,
      title: t('file.beside.missing', { name }),
      text: `${message} ${t('file.beside.untrained')}`,
    })
  }
}

function nameIn(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

function siblingOf(path: string, name: string): string {
  return path.slice(0, path.length - nameIn(path).length) + name
}
