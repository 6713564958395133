/** Train, pause, resume, step, stop and reset. */
import { Bug, type LucideIcon, Pause, Play, RotateCcw, Square, StepForward } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { classNames } from '../ui/class-names'
import { Tooltip } from '../ui/tooltip'
import { keysOf } from '../window/keys'
import {
  currentBlocker,
  currentTrainBlocker,
  resetWeights,
  stepOnce,
  stopRun,
  toggleTraining,
} from './run-commands'
import { useEditor, useRun } from '../session/use-stores'
import { useSession } from '../session/session-provider'

interface RunButtonProps {
  icon: LucideIcon
  label: string
  /** What it does; shown on hover. */
  hint: string
  /** Why it cannot be used now; shown instead of the hint. */
  blocked: string | null
  shortcut?: string
  primary?: boolean
  onClick: () => void
}

/** A button that stays reachable when it cannot be used, so that it can say why. */
function RunButton({ icon: Icon, label, hint, blocked, shortcut, primary = false, onClick }: RunButtonProps) {
  return (
    <Tooltip label={blocked ?? hint} shortcut={blocked === null ? shortcut : undefined}>
      <button
        type="button"
        aria-disabled={blocked !== null}
        onClick={() => blocked === null && onClick()}
        className={classNames(
          'inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md text-base font-medium whitespace-nowrap transition-colors',
          'aria-disabled:cursor-default aria-disabled:opacity-45',
          primary
            ? 'min-w-21 bg-accent px-2.5 text-on-accent not-aria-disabled:hover:bg-accent-hover'
            : 'px-1.5 text-muted not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-text not-aria-disabled:active:bg-active',
        )}
      >
        <Icon size={primary ? 14 : 15} strokeWidth={primary ? 2.25 : 1.75} aria-hidden />
        <span className={primary ? '' : 'sr-only @min-[62.5rem]:not-sr-only'}>{label}</span>
      </button>
    </Tooltip>
  )
}

/** The row of buttons. */
export function RunButtons() {
  const { t } = useTranslation()
  const session = useSession()
  const state = useRun((run) => run.progress.state)
  const blocker = useTrainBlocker()
  const netBlocker = useBlocker()
  const running = state === 'running'
  const rests = state === 'paused' || state === 'stopped'
  const canStop = running || rests
  const word = running ? 'pause' : rests ? 'resume' : 'train'
  return (
    <fieldset aria-label={t('live.run.bar')} className="flex shrink-0 items-center gap-0.5">
      <RunButton
        icon={running ? Pause : Play}
        label={t(`live.run.${word}`)}
        hint={t(`live.run.${word}`)}
        blocked={running ? null : blocker}
        shortcut={keysOf('run.toggle')}
        primary
        onClick={() => toggleTraining(session)}
      />
      <span className="w-1" />
      <RunButton
        icon={StepForward}
        label={t('live.run.step')}
        hint={t('live.run.stepHint')}
        blocked={running ? t('live.blocked.running') : blocker}
        onClick={() => stepOnce(session)}
      />
      <RunButton
        icon={Bug}
        label={t('live.run.debug')}
        hint={t('live.run.debugHint')}
        blocked={running ? t('live.blocked.running') : blocker}
        shortcut={keysOf('debug.over')}
        onClick={() => void session.engine.advance({ unit: 'node', how: 'over', when: 'both' })}
      />
      <RunButton
        icon={Square}
        label={t('live.run.stop')}
        hint={t('live.run.stopHint')}
        blocked={canStop ? null : t('live.blocked.noRun')}
        onClick={() => stopRun(session)}
      />
      <RunButton
        icon={RotateCcw}
        label={t('live.run.reset')}
        hint={t('live.run.resetHint')}
        blocked={netBlocker}
        onClick={() => resetWeights(session)}
      />
    </fieldset>
  )
}

/** Why nothing can run now; follows the run and the document. */
export function useBlocker(): string | null {
  const session = useSession()
  useRun(() => currentBlocker(session))
  return useEditor(() => currentBlocker(session))
}

/** Why it cannot be trained now; follows the run and the document. */
export function useTrainBlocker(): string | null {
  const session = useSession()
  useRun(() => currentTrainBlocker(session))
  return useEditor(() => currentTrainBlocker(session))
}
