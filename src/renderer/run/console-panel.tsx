/** What the engine says, newest last; stays where it is when the person has scrolled up. */
import { ArrowDown, Copy, SquareTerminal, Trash2 } from 'lucide-react'
import { memo, useLayoutEffect, useRef, useState } from 'react'
import { definitionOf } from '../../graph/document/document'
import { placeName } from '../editing/hook-names'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Choice } from '../ui/choice'
import { copyText } from '../ui/copy'
import { clockText } from '../texts/number-text'
import { placeOfHook, showHook, showProblemNode } from './run-commands'
import { clearLogs, type LogEntry } from '../engine-link/run-store'
import { useEditor, useRun } from '../session/use-stores'
import { useSession } from '../session/session-provider'

type Filter = 'all' | 'warnings' | 'errors'

const COLORS = { info: 'text-faint', warning: 'text-warning', error: 'text-danger' }

function passes({ level }: LogEntry, filter: Filter): boolean {
  return filter === 'all' || level === 'error' || (filter === 'warnings' && level === 'warning')
}

/** Within this many pixels of the end, the log follows what is new. */
const END = 24

export function ConsolePanel() {
  const { t } = useTranslation()
  const session = useSession()
  const logs = useRun((run) => run.logs)
  const [filter, setFilter] = useState<Filter>('all')
  const [follows, setFollows] = useState(true)
  const list = useRef<HTMLDivElement>(null)
  const shown = logs.filter((entry) => passes(entry, filter))
  useLayoutEffect(() => {
    if (follows && list.current) list.current.scrollTop = list.current.scrollHeight
  })
  const copy = (): void => {
    const lines = shown.map(
      ({ time, level, message }) => `${clockText(time)} ${t(`live.console.level.${level}`)} ${message}`,
    )
    void copyText(lines.join('\n'), t('live.console.copied'))
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-1 px-2">
        <Choice
          label={t('live.console.filter')}
          value={filter}
          onChange={setFilter}
          options={(['all', 'warnings', 'errors'] as const).map((value) => ({
            value,
            label: t(`live.console.${value}`),
          }))}
        />
        <span className="flex-1" />
        <IconButton
          icon={Copy}
          size="sm"
          label={t('live.console.copy')}
          disabled={shown.length === 0}
          onClick={copy}
        />
        <IconButton
          icon={Trash2}
          size="sm"
          label={t('live.console.clear')}
          disabled={logs.length === 0}
          onClick={() => clearLogs(session.run)}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState
          icon={SquareTerminal}
          title={t('live.console.empty')}
          text={t('live.console.emptyText')}
        />
      ) : (
        <div className="relative min-h-0 flex-1">
          <div
            ref={list}
            role="log"
            aria-label={t('live.console.label')}
            data-selectable
            onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
              setFollows(scrollHeight - scrollTop - clientHeight < END)
            }
            className="h-full overflow-y-auto px-3 pb-2 font-mono text-sm"
          >
            {shown.map((entry) => (
              <LogLine key={entry.id} entry={entry} />
            ))}
          </div>
          {!follows && (
            <Button
              size="sm"
              className="absolute right-4 bottom-2 shadow-pop"
              onClick={() => setFollows(true)}
            >
              <ArrowDown size={13} aria-hidden />
              {t('live.console.newest')}
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

const LogLine = memo(({ entry }: { entry: LogEntry }) => {
  const { t } = useTranslation()
  const session = useSession()
  const { level, message, time, problem, printed } = entry
  const { name = problem?.node, remedy } = problem ?? {}
  return (
    <div className="flex gap-3 py-px leading-5">
      <time className="shrink-0 text-faint tabular">{clockText(time)}</time>
      <span className={`w-14 shrink-0 truncate ${printed ? 'text-accent-text' : COLORS[level]}`}>
        {printed ? t('live.console.printed') : t(`live.console.level.${level}`)}
      </span>
      <span className="min-w-0 break-words whitespace-pre-wrap">
        {printed !== undefined && printed.leftOut > 0 && (
          <span className="block text-faint">{t('hookPanel.leftOut', { count: printed.leftOut })}</span>
        )}
        {message} {printed !== undefined && <HookLink printed={printed} />}
        {remedy !== undefined && <span className="text-muted">{remedy} </span>}
        {problem && name !== undefined && (
          <button
            type="button"
            className="text-left text-accent-text underline-offset-2 hover:underline"
            onClick={() => showProblemNode(session, problem)}
          >
            {t('live.console.goTo', { name })}
          </button>
        )}
      </span>
    </div>
  )
})
LogLine.displayName = 'LogLine'

/** Leads to the hook that printed, while it is there. */
function HookLink({ printed }: { printed: NonNullable<LogEntry['printed']> }) {
  const { t } = useTranslation()
  const session = useSession()
  const name = useEditor(({ document }) => {
    const place = placeOfHook(document, printed.module, printed.hook)
    const definition = definitionOf(document, printed.module)
    return place && definition && placeName(definition, place)
  })
  if (name === undefined) return null
  return (
    <button
      type="button"
      className="text-left text-accent-text underline-offset-2 hover:underline"
      onClick={() => showHook(session, printed)}
    >
      {t('hookPanel.printed', { place: name })}
    </button>
  )
}
