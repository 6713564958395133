/** How far the run is: steps, epochs, time of a step and time left. */
import { Progress } from 'radix-ui'
import { useTranslation } from '../texts/use-translation'
import type { RunState } from '../../engine/protocol'
import { durationText, millisecondsText } from '../texts/number-text'
import { useLasting } from '../ui/use-lasting'
import { restingText } from './resting-text'
import { useTrainBlocker } from './run-buttons'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'

const BAR: Partial<Record<RunState, string>> = { failed: 'bg-danger', done: 'bg-success' }

/** Bar and texts; renders by itself at most twenty times a second. */
export function RunProgress() {
  const { t } = useTranslation()
  const session = useSession()
  const { state, step, steps, epoch, epochs } = useRun((run) => run.progress)
  const perStep = useRun((run) => run.stepMilliseconds)
  const notFinite = useRun((run) => run.notFinite)
  const first = useRun((run) => run.opening && run.opened === null)
  // Most edits are built in no time that one could read in.
  const lasts = useLasting(useRun((run) => run.opening))
  const building = first || lasts
  const blocker = useTrainBlocker()
  const scheduled = useEditor((editor) => editor.document.training.scheduler !== undefined)
  // The metrics' revision moves whenever these can have. A run that was stopped is over; its weights are not.
  const ended = useRun((run) => (run.metricsRevision >= 0 ? session.run.series.last?.step : undefined))
  const lr = useRun((run) => (run.metricsRevision >= 0 ? session.run.series.points.at(-1)?.lr : undefined))
  const rate = scheduled && lr !== undefined ? t('live.run.lr', { lr: Number(lr.toPrecision(3)) }) : ''
  // A run can be stopped, or have failed, inside its first step.
  const begun = steps > 0 && (step > 0 || (state !== 'idle' && state !== 'ready'))
  const place = t('live.run.steps', { step, steps })
  const epochsText = t('live.run.epochs', { epoch, epochs })
  const pace = perStep === null ? '' : t('live.run.perStep', { time: millisecondsText(perStep) })
  const rests = state === 'paused' || state === 'stopped' || state === 'done' || state === 'failed'
  const left =
    perStep !== null && state === 'running' && step < steps
      ? t('live.run.left', { time: durationText(((steps - step) * perStep) / 1000) })
      : rests && building
        ? t('live.run.building')
        : rests
          ? t(`live.run.${state}`)
          : ''
  // A run that goes on with NaN, or ended with it, is not well, whatever its state.
  const ill =
    notFinite === null
      ? ''
      : t('live.run.notFinite', { what: notFinite.kind === 'nan' ? 'NaN' : '∞', step: notFinite.step })
  // Two words more than others: the steps are read whole before it stands beside them.
  const wide = state === 'stopped'
  if (!begun) {
    const { said, title, isWrong } = restingText({ blocker, building, failed: state === 'failed', ended })
    return (
      <p
        title={title}
        className={`hidden min-w-0 flex-1 truncate text-center text-sm @min-[26.25rem]:block ${isWrong ? 'text-danger' : 'text-faint'}`}
      >
        {said}
      </p>
    )
  }
  return (
    <div className="@container/run flex min-w-24 flex-1 flex-col gap-1.5">
      <div className="flex justify-between gap-3 text-xs leading-3.5 whitespace-nowrap text-muted tabular">
        <span className="min-w-0 truncate">
          <span className={rate === '' ? 'hidden' : '@min-[16.875rem]/run:hidden'}>
            {t('live.run.stepsShort', { step, steps })}
          </span>
          <span className={rate === '' ? '' : 'hidden @min-[16.875rem]/run:inline'}>{place}</span>
          {rate !== '' && <span className="hidden @min-[8.125rem]/run:inline"> · {rate}</span>}
          <span
            className={`hidden ${rate === '' && !wide ? '@min-[15.625rem]/run:inline' : '@min-[21.25rem]/run:inline'}`}
          >
            {' '}
            · {epochsText}
          </span>
        </span>
        <span
          className={`shrink-0 text-faint ${ill === '' ? `hidden ${wide ? '@min-[13.4375rem]/run:inline' : rate === '' ? '@min-[9.375rem]/run:inline' : '@min-[11.875rem]/run:inline'}` : ''}`}
        >
          {pace !== '' && ill === '' && <span className="hidden @min-[27.5rem]/run:inline">{pace} · </span>}
          {ill !== '' && <span className="text-danger">{ill}</span>}
          {ill !== '' && left !== '' && <span className="hidden @min-[16.25rem]/run:inline"> · {left}</span>}
          {ill === '' && left}
        </span>
      </div>
      <Progress.Root
        value={Math.min(step, steps)}
        max={steps}
        getValueLabel={() => [place, epochsText, rate, pace, ill, left].filter(Boolean).join(', ')}
        aria-label={t('live.run.progress')}
        className="h-1 overflow-hidden rounded-full bg-active"
      >
        <Progress.Indicator
          className={`h-full origin-left rounded-full ${notFinite ? 'bg-danger' : (BAR[state] ?? 'bg-accent')}`}
          style={{ transform: `scaleX(${step / steps})` }}
        />
      </Progress.Root>
    </div>
  )
}
