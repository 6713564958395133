/** Which engine runs, on what, and how it is. */
import { RefreshCw } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'

/** A dot and the back-end's name; with the way to restart it when it has failed. */
export function EngineBadge() {
  const { t } = useTranslation()
  const session = useSession()
  const engine = useRun((run) => run.engine)
  const way = useRun((run) => run.way)
  if (engine.state === 'failed')
    return (
      <Tooltip label={`${engine.message} ${engine.remedy}`}>
        <Button tone="danger" size="sm" onClick={() => void session.engine.restart()}>
          <RefreshCw size={13} aria-hidden />
          {t('live.engine.restart')}
        </Button>
      </Tooltip>
    )
  const ready = engine.state === 'ready'
  const name = ready ? t('live.engine.backend', engine) : t(`live.engine.${engine.state}`)
  const threads = ready ? t('live.engine.threads', { count: engine.threads }) : null
  const text = threads === null ? name : `${name} · ${threads}`
  const said = ready && engine.because ? ` ${engine.because}` : ''
  const hint = ready
    ? `${text} · ${t('live.engine.process', { pid: engine.pid })}.${said}`
    : engine.message || text
  const steps = !ready || !way ? null : way.graph ? t('live.engine.graph') : t('live.engine.calls')
  const why = way?.graph
    ? t('live.engine.stepsGraph')
    : t('live.engine.stepsCalls', { reason: way?.reason ?? '' })
  return (
    <Tooltip label={steps === null ? hint : `${hint} ${why}`}>
      <output
        aria-label={t('live.engine.label', { text: steps === null ? text : `${text} · ${steps}` })}
        className="flex h-6 min-w-4.5 items-center gap-1.5 rounded-full px-1.5 text-xs whitespace-nowrap text-muted"
      >
        <span
          aria-hidden
          className={`size-1.5 shrink-0 rounded-full ${ready ? 'bg-success' : 'animate-pulse bg-warning'}`}
        />
        <span className="hidden min-w-0 truncate @min-[38.75rem]:inline @min-[57.5rem]:hidden @min-[66.25rem]:inline">
          {name}
        </span>
        {threads !== null && (
          <span className="hidden min-w-0 truncate text-faint @min-[73.75rem]:inline">{threads}</span>
        )}
        {steps !== null && (
          <span className="hidden min-w-0 truncate text-faint @min-[80rem]:inline">{steps}</span>
        )}
      </output>
    </Tooltip>
  )
}
