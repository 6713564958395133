/** Exporting the document as a folder or a file for another program. */
import { withoutGraphEnding } from '../../graph/file/endings'
import { exportTargets, isDrawn } from '../../graph/export/targets'
import type { ExportTargetName, FileTargetName, FolderTargetName } from '../../graph/export/targets'
import type { GraphDocument } from '../../graph/document/document'
import { hookText } from '../../graph/hooks/hook-text'
import { isHookOn } from '../editing/hook-edits'
import { HostCallError } from '../host/host-call-error'
import { useHostStore } from '../host/host'
import type { HostParams } from '../../main/contract'
import { ask } from '../window/modal-store'
import type { PictureLook, ProgramParts } from '../window/modal-store'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { mayOverwrite, pickFile } from './file-flow'
import { allFlows, shownFlows } from './shown-flows'
import type { DocumentSession } from '../session/document-session'

/** Asks what is to be in it and for a folder, and writes one into that, named after the document. */
export async function exportFolder(session: DocumentSession, to: FolderTargetName): Promise<void> {
  const parts = await askParts(session, to)
  const parent = parts === null ? null : await pickFile('folder', `${documentStem(session)}-${to}`)
  if (parts !== null && parent !== null)
    await write(session, to, joined(parent, `${documentStem(session)}-${to}`), false, parts)
}

/** Asks what is to be in it, or how a picture is to look, and for a file, and writes it. */
export async function exportFile(session: DocumentSession, to: FileTargetName): Promise<void> {
  const { extension } = exportTargets[to]
  const isPicture = to === 'svg' || to === 'png'
  const look = isPicture
    ? await askLook(session, to === 'png')
    : to === 'onnx'
      ? await askParts(session, to)
      : {}
  if (look === null) return
  const path = await pickFile('save', `${documentStem(session)}.${extension}`, [extension])
  // A native dialog has asked already whether to replace a file.
  if (path !== null) await write(session, to, path, useHostStore.getState().info?.dialogs === 'native', look)
}

type Wishes = Pick<
  Partial<HostParams<'exportGraph'>>,
  'theme' | 'scale' | 'values' | 'flows' | 'batch' | 'samples' | 'withWeights'
>

async function askLook(session: DocumentSession, scaled: boolean): Promise<Wishes | null> {
  // The camera may be where nothing is.
  const flows = shownFlows(session) !== null || session.run.getState().progress.step > 0
  const look = await ask<PictureLook | null>((answer) => ({ kind: 'picture', scaled, flows, answer }))
  return look && { ...look, flows: (look.flows ? await allFlows(session) : null) ?? undefined }
}

async function askParts(session: DocumentSession, to: 'onnx' | 'pytorch'): Promise<Wishes | null> {
  const trained = session.run.getState().engine.state === 'ready'
  // Without an engine there is nothing of it to choose.
  if (to === 'pytorch' && !trained) return { withWeights: false, samples: false, batch: null }
  const parts = await ask<ProgramParts | null>((answer) => ({ kind: 'program', to, trained, answer }))
  return parts && { withWeights: parts.weights, samples: parts.samples, batch: parts.batch }
}

async function write(
  session: DocumentSession,
  to: ExportTargetName,
  path: string,
  overwrite: boolean,
  wishes: Wishes = {},
): Promise<void> {
  const { kind, weights } = exportTargets[to]
  // The weights are those of what is on the canvas.
  if (weights) await session.engine.settled()
  const ready = session.run.getState().engine.state === 'ready'
  const withWeights = weights && ready && wishes.withWeights !== false
  const { document } = session.editor.getState()
  try {
    const asked = session.host.call('exportGraph', { document, to, path, ...wishes, withWeights, overwrite })
    const { name, path: written, missing, note } = await (to === 'safetensors' ? asked : toldOf(session, to, path, asked)) // prettier-ignore
    const incomplete = weights && !ready ? t('file.exported.noWeights') : (missing?.message ?? note)
    showToast({
      tone: incomplete === undefined ? 'success' : 'warning',
      title: t('file.exported.title', { name }),
      text: incomplete ?? [written, ...hooksNote(to, document)].join(' '),
    })
  } catch (error) {
    if (!(error instanceof HostCallError)) throw error
    if (error.problem.code === 'stopped') return
    if (error.problem.code !== 'exists' || overwrite) throw error
    if (await (kind === 'folder' ? mayWriteInto(path) : mayOverwrite(path)))
      await write(session, to, path, true, wishes)
  }
}

/** Milliseconds after which an export is spoken of: most are over sooner. */
const MOMENT = 300

/** An export goes on while one works; it can be stopped. */
async function toldOf<T>(
  session: DocumentSession,
  to: ExportTargetName,
  path: string,
  asked: Promise<T>,
): Promise<T> {
  let hide = (): void => undefined
  const timer = setTimeout(() => {
    hide = showToast({
      tone: 'info',
      keep: true,
      title: t(isDrawn(to) ? 'file.exported.drawing' : 'file.exported.writing', {
        name: path.split(/[\\/]/).at(-1) ?? path,
      }),
      text: t('file.exported.largeText'),
      action: {
        label: t('common.cancel'),
        perform: () => void session.host.call('stopExport', {}),
      },
    })
  }, MOMENT)
  try {
    return await asked
  } finally {
    clearTimeout(timer)
    hide()
  }
}

/** Which hooks of the document the program registers. */
function hooksNote(to: ExportTargetName, { modules }: GraphDocument): string[] {
  const hooks = Object.values(modules).flatMap((module) => (module.hooks ?? []).filter(isHookOn))
  if (to !== 'pytorch' || hooks.length === 0) return []
  return [t('file.exported.hooks', { count: hooks.length, names: hooks.map(hookText).join(', ') })]
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

function documentStem(session: DocumentSession): string {
  return withoutGraphEnding(session.editor.getState().file.name)
}

function joined(folder: string, name: string): string {
  const separator = folder.includes('\\') ? '\\' : '/'
  return folder.endsWith(separator) ? folder + name : folder + separator + name
}
