/** Over the canvas while a step stands still: where, why, what of it is done, and how to go on. */
import {
  ArrowDownToDot, ArrowUpFromDot, ChevronDown, ChevronsRight, ChevronUp, CirclePause, LocateFixed, Play, RedoDot, SkipForward, Square,
} from 'lucide-react' // prettier-ignore
import type { LucideIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { actionText } from '../../actions/actions'
import type { PageActionId } from '../../actions/actions'
import type { StopInfo } from '../../engine/protocol'
import { useTrainBlocker } from '../run/run-buttons'
import { stopRun } from '../run/run-commands'
import type { DocumentSession } from '../session/document-session'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { breakable } from '../ui/breakable'
import { IconButton } from '../ui/icon-button'
import { useLong } from '../ui/use-long'
import { keysOf } from '../window/keys'
import { togglePanel } from '../window/layout-store'
import { goOn, showStop, stepNode, stepPhase } from './debug-commands'
import { PhaseRow } from './phase-row'
import { stopKey, stopPass } from './stop-place'
import { SpokenOver, StepOver } from './step-over'
import { whereText, whyText } from './stop-sentence'

interface Control {
  id: Extract<PageActionId, `debug.${string}` | 'run.stop'>
  icon: LucideIcon
  run: (session: DocumentSession) => void
}

const CONTROLS: readonly (readonly Control[])[] = [
  [
    { id: 'debug.continue', icon: Play, run: goOn },
    { id: 'debug.over', icon: RedoDot, run: (session) => stepNode(session, 'over') },
    { id: 'debug.into', icon: ArrowDownToDot, run: (session) => stepNode(session, 'into') },
    { id: 'debug.out', icon: ArrowUpFromDot, run: (session) => stepNode(session, 'out') },
  ],
  [
    { id: 'debug.phase', icon: ChevronsRight, run: (session) => stepPhase(session, 'phase') },
    { id: 'debug.pass', icon: SkipForward, run: (session) => stepPhase(session, 'pass') },
  ],
  [{ id: 'run.stop', icon: Square, run: stopRun }],
]

/** Nothing is there while no step is gone through; what it says is read out then. */
export function DebugStrip() {
  const { t } = useTranslation()
  const stop = useRun((run) => run.stop)
  const passed = useRun((run) => run.passed)
  useFollowing(stop)
  return (
    <>
      {(stop !== null || passed !== null) && (
        <section
          aria-label={t('debug.label')}
          data-pass={stop === null ? undefined : stopPass(stop)}
          className="debug-strip @container shrink-0 border-b border-line bg-surface"
        >
          {/* The sentence has a row of its own where it may not fit, so that the canvas below stays where it is. */}
          <div className="flex min-h-10 flex-wrap items-center gap-x-3 px-2 py-1">
            <Controls />
            <PhaseRow step={stop?.step ?? passed ?? 1} phase={stop?.phase ?? null} />
            {stop === null ? <StepOver step={passed ?? 1} /> : <Sentence stop={stop} />}
          </div>
        </section>
      )}
      <p aria-live="polite" className="sr-only">
        {stop !== null ? <SpokenStop stop={stop} /> : passed !== null && <SpokenOver step={passed} />}
      </p>
    </>
  )
}

/** Brings every new place into view, in the module that it lies in; who steps keeps what they look at, and a breakpoint shows its value. */
function useFollowing(stop: StopInfo | null): void {
  const session = useSession()
  const followed = useRef<string | null>(null)
  useEffect(() => {
    const key = stop && stopKey(stop)
    if (key === followed.current) return
    followed.current = key
    if (stop === null) return
    if (stop.reason === 'breakpoint') togglePanel('inspector', true)
    showStop(session, stop.reason === 'breakpoint' || stop.reason === 'place')
  }, [session, stop])
}

function Controls() {
  const { t } = useTranslation()
  const session = useSession()
  const blocker = useTrainBlocker()
  const stopped = useRun((run) => run.stop !== null)
  const more = useRun((run) => run.progress.state !== 'done')
  const isOff = (id: Control['id']): boolean =>
    id === 'run.stop'
      ? !more
      : blocker !== null || (id === 'debug.out' && !stopped) || (id === 'debug.continue' && !more)
  return (
    <div role="toolbar" aria-label={t('debug.controls')} className="flex shrink-0 items-center gap-0.5">
      {CONTROLS.map((group, at) => (
        <div key={group[0]!.id} className="flex items-center gap-0.5">
          {at > 0 && <span className="h-4 w-px bg-line @min-[35rem]:mx-1" aria-hidden />}
          {group.map(({ id, icon, run }) => (
            <IconButton
              key={id}
              icon={icon}
              label={t(actionText(id))}
              hint={id === 'run.stop' ? undefined : (blocker ?? undefined)}
              shortcut={keysOf(id)}
              tone={id === 'debug.continue' ? 'primary' : 'quiet'}
              disabled={isOff(id)}
              className="@max-[35rem]:size-6"
              onClick={() => run(session)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

function Sentence({ stop }: { stop: StopInfo }) {
  const { t } = useTranslation()
  const session = useSession()
  const { where, why, changed } = useSentence(stop)
  const [text, long] = useLong<HTMLParagraphElement>(2)
  const [open, setOpen] = useState(false)
  return (
    <div className="flex min-h-6 min-w-0 basis-full items-start gap-1.5 px-1 text-sm @min-[60rem]:basis-0 @min-[60rem]:grow @min-[60rem]:px-0">
      <CirclePause size={15} className="debug-strip-icon my-1 shrink-0" aria-hidden />
      <p
        ref={text}
        className={`my-1 min-w-0 flex-1 wrap-anywhere ${open ? 'max-h-40 overflow-y-auto' : 'line-clamp-2'}`}
        data-selectable
      >
        <span className="font-medium">{breakable(where)}</span>
        {why !== '' && <span className="text-muted"> {why}</span>}
        {changed && <span className="text-warning"> {t('debug.stop.outOfDate')}</span>}
      </p>
      {long && (
        <IconButton
          icon={open ? ChevronUp : ChevronDown}
          size="sm"
          label={t(open ? 'debug.less' : 'debug.more')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      )}
      {stop.at.kind !== 'phase' && (
        <IconButton
          icon={LocateFixed}
          size="sm"
          label={t('debug.show')}
          shortcut={keysOf('debug.show')}
          onClick={() => showStop(session)}
        />
      )}
    </div>
  )
}

function SpokenStop({ stop }: { stop: StopInfo }) {
  const { where, why } = useSentence(stop)
  return [where, why].join(' ')
}

function useSentence(stop: StopInfo): { where: string; why: string; changed: boolean } {
  const session = useSession()
  const document = useEditor((state) => state.document)
  useRun((run) => run.opening)
  return {
    where: whereText(document, stop),
    why: whyText(stop),
    changed: session.engine.probes.rests,
  }
}
