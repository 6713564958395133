/** Opening and saving documents: the person is asked before anything is lost, and a wrong file changes nothing. */
import { emptyDocument } from '../../graph/document/document'
import type { ImportFile } from '../../graph/import/import-file'
import type { Inference } from '../../graph/infer/inference'
import { GRAPH_ENDINGS, isGraphName, withoutGraphEnding } from '../../graph/file/endings'
import { serialiseDocument } from '../../graph/file/serialise'
import type { OpenedFile, SavedFile } from '../../main/contract'
import { HostCallError } from '../host/host-call-error'
import { documentText } from '../editing/document-text'
import { host, useHostStore } from '../host/host'
import { openInAnotherWindow } from './another-window'
import { askWhoseIsKept } from './changed-files'
import { ask } from '../window/modal-store'
import type { FileMode } from '../window/modal-store'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { saveWeightsToo, useSavingStore } from '../window/saving-store'
import { hasOwnWeights, loadWeightsBeside, weightsToSave, writeWeights } from './weights-beside'
import { fileKind, tellKind } from './file-kind'
import { inferGraph } from './read-graph'
import { readNet, whichFile, withSources } from './read-net'
import { giveWeights } from './waiting-weights'
import { loadWeightsFile } from './weights-flow'
import { whenBuilt } from './when-built'
import type { DocumentSession } from '../session/document-session'

const UNTITLED = 'untitled.json'

/** What is being written of a document: who asks whether it is saved waits for that. */
const writing = new WeakMap<DocumentSession, Promise<unknown>>()

export async function newDocument(session: DocumentSession): Promise<void> {
  if (await mayReplace(session))
    await load(session, { path: null, name: UNTITLED, text: serialiseDocument(emptyDocument()) })
}

export async function openDocument(session: DocumentSession): Promise<void> {
  const path = await pickFile('open')
  if (path !== null) await openRead(session, await session.host.connection.call('readFile', { path }))
}

/** Asks for another program's file, and opens what it becomes as a new document. */
export async function importDocument(session: DocumentSession): Promise<void> {
  const { importExtensions } = await importers()
  const path = await pickFile('import', '', importExtensions)
  if (path !== null) await openForeign(session, await readForeign(session, path))
}

async function readForeign(session: DocumentSession, path: string): Promise<ImportFile> {
  return withSources(await session.host.connection.call('readBytes', { path }))
}

/** Asks for a file of weights, and loads it into the net that is open. */
export async function importWeights(session: DocumentSession): Promise<void> {
  const { weightsEndings } = await import('../../graph/import/weights-file')
  const path = await pickFile('weights', '', weightsEndings)
  if (path !== null) await loadWeightsFile(session, await session.host.connection.call('readBytes', { path }))
}

/** Weights go into the document that is open; everything else becomes a new one. */
async function openForeign(session: DocumentSession, file: ImportFile): Promise<void> {
  if ((await importers()).isWeightsFile(file)) await loadWeightsFile(session, file)
  else await loadImported(session, file)
}

/** Opens or imports a file by its path, e.g. a recent one; asks first where something would be lost. */
export async function openPath(session: DocumentSession, path: string): Promise<void> {
  if (await isForeign(path)) await openForeign(session, await readForeign(session, path))
  else await openRead(session, await session.host.connection.call('readFile', { path }))
}

export async function openSample(session: DocumentSession, id: string): Promise<void> {
  if (!(await mayReplace(session))) return
  const sample = await session.host.connection.call('readSample', { id })
  await load(session, { ...sample, path: null })
}

/** Opens a file that was dropped on the window; what is no graph and no net is named with what to do. - `feed`: gives the net one as a sample. */
export async function openBytes(
  session: DocumentSession,
  { name, bytes }: ImportFile,
  feed: (file: ImportFile) => void,
): Promise<void> {
  if (await isForeign(name)) return openForeign(session, { name, bytes })
  const kind = fileKind(name, bytes)
  if (kind === 'graph') await openRead(session, { path: null, name, text: new TextDecoder().decode(bytes) })
  else tellKind(name, kind, () => feed({ name, bytes }))
}

/** Opens files that were dropped together: a net with what it imports, and its weights. - `folder`: the one that they lie in */
export async function openTogether(
  session: DocumentSession,
  files: readonly ImportFile[],
  folder?: string,
): Promise<void> {
  const { filesTogether } = await import('../../graph/import/together')
  const { nets, weights, others } = filesTogether(files, folder)
  const net = await whichFile(nets)
  if (net === null) return
  const graph = others.find(({ name }) => isGraphName(name))
  const foreign = net ?? others.find(({ name }) => name.toLowerCase().endsWith('.onnx'))
  const taken = foreign ?? graph
  const opened =
    foreign !== undefined
      ? await loadImported(session, foreign)
      : graph === undefined ||
        (await openRead(session, {
          path: null,
          name: graph.name,
          text: new TextDecoder().decode(graph.bytes),
        }))
  const left = [...others, ...weights.slice(1)].filter((file) => file !== taken).map(({ name }) => name)
  if (left.length > 0)
    showToast({ tone: 'info', title: t('dropped.left', { names: left }), text: t('dropped.leftText') })
  const [first] = weights
  if (first === undefined || !opened) return
  if (taken === undefined) await loadWeightsFile(session, first)
  else whenBuilt(session, () => void loadWeightsFile(session, first))
}

/** Opens a document that was read: what is open goes only for one that can be opened. → whether it is open */
async function openRead(session: DocumentSession, file: OpenedFile): Promise<boolean> {
  const inference = await inferGraph(file.text, file.name)
  if (inference === null || !(await mayReplace(session))) return false
  show(session, inference, file)
  return true
}

/** What other programs' files are called and begin with; most people never need it. */
function importers() {
  return import('../../graph/import/import-file')
}

async function isForeign(name: string): Promise<boolean> {
  return !isGraphName(name) && (await importers()).isImportable(name)
}

/** → whether it is open now */
async function loadImported(session: DocumentSession, file: ImportFile): Promise<boolean> {
  const imported = await readNet({ kind: 'file', file }, file.name)
  if (imported === null) return false
  const name = `${file.name.replace(/\.[^.]*$/, '')}.json`
  if (imported.kind === 'refused') {
    void ask<void>((answer) => ({
      kind: 'findings',
      title: t('file.wrong.title', { name: file.name }),
      findings: imported.findings,
      answer,
    }))
    return false
  }
  const { document, weights, notes } = imported
  const inference = await inferGraph(serialiseDocument(document), name)
  if (inference === null || !(await mayReplace(session))) return false
  show(session, inference, { path: null, name }, true)
  if (weights.size > 0) giveWeights(session, weights)
  void ask<void>((answer) => ({
    kind: 'imported',
    title: t('file.imported.title', { name: file.name }),
    notes,
    weights: weights.size,
    answer,
  }))
  return true
}

/** Loads a file that was read; a wrong one is explained and the current document stays. - `loadName`: of the load before the page was loaded again. → whether it was loaded */
export async function load(
  session: DocumentSession,
  file: OpenedFile,
  unsaved = false,
  loadName?: string,
): Promise<boolean> {
  const inference = await inferGraph(file.text, file.name)
  if (inference !== null) show(session, inference, file, unsaved, loadName)
  return inference !== null
}

function show(
  session: DocumentSession,
  inference: Inference,
  file: Omit<OpenedFile, 'text'>,
  unsaved = false,
  loadName?: string,
): void {
  const { weights } = inference.document
  session.editor.getState().load(inference, { path: file.path, name: file.name, weights }, unsaved, loadName)
  session.seen.note(file.path, file.stamp)
  loadWeightsBeside(session)
  if (!unsaved) session.draft.drop()
}

/** → false when the person thought better of it. */
export async function saveDocument(session: DocumentSession): Promise<boolean> {
  const { path } = session.editor.getState().file
  return path === null ? saveDocumentAs(session) : write(session, path, true)
}

export async function saveDocumentAs(session: DocumentSession): Promise<boolean> {
  const { name } = session.editor.getState().file
  const path = await pickFile('save', name)
  if (path === null) return false
  return write(session, path, hasAsked())
}

/** A native dialog asks by itself whether a file may be replaced. */
function hasAsked(): boolean {
  return useHostStore.getState().info?.dialogs === 'native'
}

/** True when the document may go: it is saved, or the person does not want it. */
export async function mayReplace(session: DocumentSession): Promise<boolean> {
  await writing.get(session)?.catch(() => undefined)
  const { dirty, file } = session.editor.getState()
  if (!dirty) return true
  const choice = await ask<string | null>((answer) => ({
    kind: 'question',
    title: t('file.unsaved.title', { name: file.name }),
    text: t('file.unsaved.text'),
    choices: [
      { id: 'discard', label: t('file.unsaved.discard'), tone: 'danger' },
      { id: 'save', label: t('file.unsaved.save'), tone: 'primary' },
    ],
    answer,
  }))
  if (choice === 'save') return saveDocument(session)
  return choice === 'discard'
}

/** The path that a person chose in a native or in the page's own dialog. - `suggestedName`: of a file to write; of what a folder is for */
export async function pickFile(
  mode: FileMode,
  suggestedName = '',
  extensions: readonly string[] = GRAPH_ENDINGS,
): Promise<string | null> {
  if (useHostStore.getState().info?.dialogs !== 'native')
    return ask<string | null>((answer) => ({ kind: 'file', mode, suggestedName, extensions, answer }))
  if (mode === 'folder')
    return host().call('pickFolder', { title: t('fileDialog.title.folder', { name: suggestedName }) })
  return mode === 'save'
    ? host().call('pickSave', { suggestedName, extension: extensions[0] })
    : host().call('pickOpen', { extensions: [...extensions] })
}

/** Writes after what is being written already. */
async function write(session: DocumentSession, path: string, overwrite: boolean): Promise<boolean> {
  const before = writing.get(session)?.catch(() => undefined)
  const work = Promise.resolve(before).then(() => writeNow(session, path, overwrite))
  writing.set(session, work)
  return work
}

async function writeNow(session: DocumentSession, path: string, overwrite: boolean): Promise<boolean> {
  const { document, file } = session.editor.getState()
  try {
    const put = async (weights: string | undefined, over: boolean): Promise<SavedFile> => {
      const text = documentText(document, weights)
      const seen = session.seen.of(path)
      const written = await session.host.connection.call('writeFile', {
        path,
        text,
        overwrite: over,
        ...(seen && { seen }),
      })
      session.seen.note(written.path, written.stamp)
      return written
    }
    const before = file.path === path ? file.weights : undefined
    const own = await hasOwnWeights(session)
    const beside = weightsToSave(path, own)
    let saved = await put(beside ?? before, overwrite)
    const written = beside !== undefined && (await writeWeights(session, path, beside, mayOverwrite))
    if (beside !== undefined && !written) saved = await put(before, true)
    const weights = written ? beside : before
    session.editor.getState().markSaved({ ...saved, weights }, document)
    session.draft.drop()
    tellSaved(session, saved, written ? beside : undefined, own)
    return true
  } catch (error) {
    if (!(error instanceof HostCallError)) throw error
    if (error.problem.code === 'changed') return settle(session, path)
    if (error.problem.code !== 'exists' || overwrite) throw error
    return (await mayOverwrite(path)) ? writeNow(session, path, true) : false
  }
}

/** Another program has changed the file: asks whose is kept. → whether the document is saved */
async function settle(session: DocumentSession, path: string): Promise<boolean> {
  const theirs = await session.host.connection.call('readFile', { path })
  const kept = await askWhoseIsKept(session, theirs)
  if (kept === 'theirs') await load(session, theirs)
  if (kept === 'mine') {
    session.seen.note(path, theirs.stamp)
    return writeNow(session, path, true)
  }
  if (kept !== 'both') return false
  const other = await pickFile('save', `${withoutGraphEnding(theirs.name)}-2.json`)
  if (other === null || !(await writeNow(session, other, hasAsked()))) return false
  await openInAnotherWindow(path)
  return true
}

/** Shows what is different between the document and its file, which another program has changed. */
export async function compareWithDisk(session: DocumentSession): Promise<void> {
  const { path } = session.editor.getState().file
  if (path !== null) await settle(session, path)
}

/** Trained weights that are in no file are spoken of, unless the person has said that they need not be kept. */
function tellSaved(
  session: DocumentSession,
  { path, name }: SavedFile,
  weights: string | undefined,
  own: boolean,
): void {
  const title = t('file.saved', { name })
  const lost = weights === undefined && own && useSavingStore.getState().weights === null
  if (!lost)
    showToast({
      tone: 'success',
      title,
      ...(weights === undefined ? {} : { text: t('file.beside.saved', { name: weights }) }),
    })
  else
    showToast({
      tone: 'success',
      title,
      text: t('file.beside.lost'),
      about: session,
      action: {
        label: t('file.beside.saveToo'),
        perform: () => {
          saveWeightsToo(true)
          void write(session, path, true)
        },
      },
    })
}

/** Asks whether a file that is there may go. */
export async function mayOverwrite(path: string): Promise<boolean> {
  const choice = await ask<string | null>((answer) => ({
    kind: 'question',
    title: t('file.exists.title', { name: path.split(/[\\/]/).at(-1) ?? path }),
    text: t('file.exists.text'),
    choices: [{ id: 'overwrite', label: t('file.exists.overwrite'), tone: 'danger' }],
    answer,
  }))
  return choice === 'overwrite'
}
