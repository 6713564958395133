/** What the run bar's buttons and shortcuts do, and why they cannot when they cannot. */
import type { EngineProblem, PrintedText } from '../../engine/protocol'
import type { Finding } from '../../graph/document/finding'
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument } from '../../graph/document/document'
import { placeOf } from '../../graph/document/hook-place'
import type { HookPlace } from '../../graph/document/hook-place'
import { lackOf } from '../../graph/check/trainable'
import { focusNode, focusWire } from '../editing/edit'
import type { EditorState } from '../editing/editor-store'
import { t } from '../texts/index'
import { type RunData } from '../engine-link/run-store'
import type { DocumentSession } from '../session/document-session'

type HookOrigin = Omit<PrintedText, 'text'>
type Known = Pick<RunData, 'connected' | 'engine' | 'opened' | 'opening' | 'openProblem'>

/** Why nothing can run now, in one sentence that names the place and the remedy; null when it can. */
export function runBlocker(run: Known, findings: readonly Finding[], document: GraphDocument): string | null {
  if (!run.connected) return t('live.blocked.disconnected')
  if (run.engine.state !== 'ready') return t(`live.blocked.${run.engine.state}`)
  if ((document.modules[document.main]?.nodes.length ?? 0) === 0) return t('live.blocked.empty')
  const [finding] = findings
  if (finding?.severity === 'error') return problemText(finding)
  if (run.openProblem) return problemText(run.openProblem)
  // What is asked of a net that is being built is done when that is there.
  if (!run.opened && !run.opening) return t('live.blocked.opening')
  return null
}

/** Why it cannot be trained, where nothing else is against running it. */
export function trainBlocker(
  run: Known,
  { findings, document, inference }: Pick<EditorState, 'findings' | 'document' | 'inference'>,
): string | null {
  const blocker = runBlocker(run, findings, document)
  const lack = lackOf(inference)
  return blocker ?? (lack === null ? null : `${lack.message} ${lack.remedy}`)
}

/** Place, message and remedy in one line. */
export function problemText({ name, message, remedy }: EngineProblem | Finding): string {
  const sentence = remedy === undefined ? message : `${message} ${remedy}`
  return name === undefined ? sentence : t('live.blocked.finding', { name, message: sentence })
}

/** Why nothing can run now, for actions outside the run bar. */
export function currentBlocker(session: DocumentSession): string | null {
  const { findings, document } = session.editor.getState()
  return runBlocker(session.run.getState(), findings, document)
}

/** Why it cannot be trained now, for actions outside the run bar. */
export function currentTrainBlocker({ run, editor }: DocumentSession): string | null {
  return trainBlocker(run.getState(), editor.getState())
}

/** Train, pause or resume, whichever fits. */
export function toggleTraining(session: DocumentSession): void {
  if (session.run.getState().progress.state === 'running') void session.engine.pause()
  else if (currentTrainBlocker(session) === null) void session.engine.train()
}

export function stepOnce(session: DocumentSession): void {
  if (session.run.getState().progress.state !== 'running' && currentTrainBlocker(session) === null)
    void session.engine.step()
}

export function stopRun(session: DocumentSession): void {
  const { state } = session.run.getState().progress
  if (state === 'running' || state === 'paused' || state === 'stopped') void session.engine.stop()
}

export function resetWeights(session: DocumentSession): void {
  if (currentBlocker(session) === null) void session.resets.reset()
}

/** Shows a hook, in the instance that it printed in, with its form open. */
export function showHook(session: DocumentSession, { module, hook: id, path }: HookOrigin): void {
  const { document, editModule } = session.editor.getState()
  const place = placeOfHook(document, module, id)
  if (place === undefined) return
  if (session.engine.path().join('/') !== path.join('/')) {
    editModule(document.main)
    for (const instance of path) session.editor.getState().enter(instance)
  }
  session.canvas.setState({ openHook: { id, focus: false } })
  if (place.kind === 'edge') focusWire(session, module, place.edge)
  else focusNode(session, module, place.node)
}

/** Undefined where the hook is gone. */
export function placeOfHook(document: GraphDocument, module: string, id: string): HookPlace | undefined {
  const hook = definitionOf(document, module)?.hooks?.find((each) => each.id === id)
  return hook && placeOf(hook)
}

/** Shows a node in the instance that the path leads to. */
export function showInInstance(
  session: DocumentSession,
  { path, node }: { path: readonly string[]; node: string },
): void {
  const { editor } = session
  editor.getState().editModule(editor.getState().document.main)
  for (const instance of path) editor.getState().enter(instance)
  focusNode(session, undefined, node)
}

/** Shows the node that a problem names. */
export function showProblemNode(session: DocumentSession, { module, node }: EngineProblem): void {
  if (node !== undefined) focusNode(session, module, node)
}
