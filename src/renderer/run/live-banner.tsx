/** What has gone wrong with the host, the engine or the run, with its remedy and the way to the node. */
import { CircleAlert, LoaderCircle, TriangleAlert, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { EngineProblem, NotFinite } from '../../engine/protocol'
import { useHostStore } from '../host/host'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import { showInInstance, showProblemNode } from './run-commands'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'

/** Appears at the top of the canvas, only while there is something to say. */
export function LiveBanner() {
  const { t } = useTranslation()
  const session = useSession()
  const connected = useRun((run) => run.connected)
  const locked = useHostStore((host) => host.locked)
  const engine = useRun((run) => run.engine)
  const problem = useRun((run) => run.problem ?? run.openProblem)
  const notFinite = useRun((run) => run.notFinite)
  const content = !connected ? (
    <Strip tone="warning" busy title={t(locked ? 'live.banner.locked' : 'live.banner.lost')} />
  ) : engine.state === 'restarting' ? (
    <Strip
      tone="warning"
      busy
      title={engine.message === '' ? t('live.banner.restarting') : engine.message}
      text={t('live.banner.untouched')}
    />
  ) : engine.state === 'failed' ? (
    <Strip tone="error" title={engine.message || t('live.banner.failed')} text={engine.remedy}>
      <Button size="sm" onClick={() => void session.engine.restart()}>
        {t('live.engine.restart')}
      </Button>
    </Strip>
  ) : problem ? (
    <ProblemStrip problem={problem} />
  ) : notFinite ? (
    <NotFiniteStrip found={notFinite} />
  ) : null
  if (content === null) return null
  return (
    <div className="pointer-events-none absolute inset-x-0 top-3 z-20 flex justify-center px-3">
      {content}
    </div>
  )
}

function ProblemStrip({ problem }: { problem: EngineProblem }) {
  const { t } = useTranslation()
  const session = useSession()
  const [dismissed, setDismissed] = useState<EngineProblem | null>(null)
  if (dismissed === problem) return null
  const { name = problem.node } = problem
  return (
    <Strip
      tone="error"
      title={name === undefined ? problem.message : `${name}: ${problem.message}`}
      text={problem.remedy}
    >
      {name !== undefined && (
        <Button size="sm" onClick={() => showProblemNode(session, problem)}>
          {t('live.banner.show', { name })}
        </Button>
      )}
      <IconButton
        icon={X}
        size="sm"
        label={t('live.banner.dismiss')}
        onClick={() => {
          setDismissed(problem)
          session.run.setState({ problem: null })
        }}
      />
    </Strip>
  )
}

/** The first NaN or infinity of the run: where it came from, what to do, and the way there. */
function NotFiniteStrip({ found }: { found: NotFinite }) {
  const { t } = useTranslation()
  const session = useSession()
  const [dismissed, setDismissed] = useState<NotFinite | null>(null)
  if (dismissed === found) return null
  return (
    <Strip tone="error" title={found.message} text={found.remedy}>
      <Button size="sm" onClick={() => showInInstance(session, found)}>
        {t('live.banner.show', { name: found.name })}
      </Button>
      <IconButton icon={X} size="sm" label={t('live.banner.dismiss')} onClick={() => setDismissed(found)} />
    </Strip>
  )
}

interface StripProps {
  tone: 'warning' | 'error'
  title: string
  text?: string
  busy?: boolean
  children?: ReactNode
}

function Strip({ tone, title, text, busy = false, children }: StripProps) {
  const Icon = busy ? LoaderCircle : tone === 'error' ? CircleAlert : TriangleAlert
  const color = tone === 'error' ? 'text-danger' : 'text-warning'
  return (
    <div
      role={tone === 'error' ? 'alert' : 'status'}
      className="animate-pop pointer-events-auto flex max-w-180 items-center gap-2 rounded-lg bg-raised py-1.5 pr-1.5 pl-3 shadow-pop"
    >
      <Icon size={16} className={`shrink-0 ${color} ${busy ? 'animate-spin' : ''}`} aria-hidden />
      <div className="min-w-0 flex-1 py-0.5 pr-1.5" data-selectable>
        <p className="text-base font-medium break-words">{title}</p>
        {text !== undefined && text !== '' && <p className="text-sm break-words text-muted">{text}</p>}
      </div>
      {children}
    </div>
  )
}
