/** Everything about the run, in the middle of the top bar. */
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import { EngineBadge } from './engine-badge'
import { RunButtons } from './run-buttons'
import { RunProgress } from './run-progress'
import { useRun } from '../session/use-stores'

/** `settings`: how the document is trained. */
export function RunBar({ settings }: { settings: ReactNode }) {
  return (
    <>
      <div className="flex w-full min-w-0 items-center gap-3 px-1">
        <RunButtons />
        <RunProgress />
        {settings}
        <EngineBadge />
      </div>
      <RunAnnouncer />
    </>
  )
}

/** Tells screen readers when the run starts, pauses, ends or fails; not every step. */
function RunAnnouncer() {
  const { t } = useTranslation()
  const state = useRun((run) => run.progress.state)
  const step = useRun((run) => (run.progress.state === 'running' ? 0 : run.progress.step))
  const message = useRun((run) => run.problem?.message ?? '')
  // Where a step stands still is said by the debugger.
  const said = state !== 'idle' && state !== 'ready' && state !== 'stopped'
  const notFinite = useRun((run) => run.notFinite?.message ?? '')
  return (
    <p aria-live="polite" className="sr-only">
      {said && t(`live.run.announce.${state}`, { step, count: step, message })} {said && notFinite}
    </p>
  )
}
