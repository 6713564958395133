/** What the run bar's buttons and shortcuts do, and why they cannot when they cannot. */
import type { EngineProblem } from '../../engine/protocol'
import type { Finding } from '../../graph/document/finding'
import type { GraphDocument } from '../../graph/document/document'
import { focusNode } from '../editing/edit'
import { useEditorStore } from '../editing/editor-store'
import { t } from '../texts/index'
import { liveEngine } from '../engine-link/live-engine'
import { type RunData, useRunStore } from '../engine-link/run-store'

type Known = Pick<RunData, 'connected' | 'engine' | 'opened' | 'opening' | 'openProblem'>

/** Why nothing can run now, in one sentence that names the place and the remedy; null when it can. */
export function runBlocker(run: Known, findings: readonly Finding[], document: GraphDocument): string | null {
  if (!run.connected) return t('live.blocked.disconnected')
  if (run.engine.state !== 'ready') return t(`live.blocked.${run.engine.state}`)
  if ((document.modules[document.main]?.nodes.length ?? 0) === 0) return t('live.blocked.empty')
  const [finding] = findings
  if (finding?.severity === 'error') return problemText(finding)
  if (run.openProblem) return problemText(run.openProblem)
  if (!run.opened) return t('live.blocked.opening')
  return null
}

/** Place, message and remedy in one line. */
export function problemText({ name, message, remedy }: EngineProblem | Finding): string {
  const sentence = remedy === undefined ? message : `${message} ${remedy}`
  return name === undefined ? sentence : t('live.blocked.finding', { name, message: sentence })
}

/** Why nothing can run now, for actions outside the run bar. */
export function currentBlocker(): string | null {
  const { findings, document } = useEditorStore.getState()
  return runBlocker(useRunStore.getState(), findings, document)
}

/** Train, pause or resume, whichever fits. */
export function toggleTraining(): void {
  if (useRunStore.getState().progress.state === 'running') void liveEngine.pause()
  else if (currentBlocker() === null) void liveEngine.train()
}

export function stepOnce(): void {
  if (useRunStore.getState().progress.state !== 'running' && currentBlocker() === null) void liveEngine.step()
}

export function stopRun(): void {
  const { state } = useRunStore.getState().progress
  if (state === 'running' || state === 'paused') void liveEngine.stop()
}

export function resetWeights(): void {
  if (currentBlocker() === null) void liveEngine.reset()
}

/** Shows the node that a problem names. */
export function showProblemNode({ module, node }: EngineProblem): void {
  if (node !== undefined) focusNode(module, node)
}
