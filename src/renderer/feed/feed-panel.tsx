/** One sample by hand, forward only: what each input is given, and what the net makes of it with its hooks and without. */
import { Play, Undo2 } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { EmptyState } from '../ui/empty-state'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { useBlocker } from '../run/run-buttons'
import { endByHand, feedStore, isPast, runByHand, useFeed } from './feed-store'
import { InputCard } from './input-card'
import { Outputs } from './outputs'
import { slotsOf } from './slots'

export function FeedPanel() {
  const { t } = useTranslation()
  const session = useSession()
  const main = useEditor((state) => state.inference.main)
  const slots = slotsOf(main)
  const mode = useFeed((state) => state.mode)
  const busy = useFeed((state) => state.busy)
  const byHand = useRun((run) => run.byHand)
  const running = useRun((run) => run.progress.state === 'running')
  const blocker = useBlocker()
  const why = running ? t('live.blocked.running') : blocker
  const past = useFeed(isPast)
  const state = why ?? t(byHand ? (past ? 'feed.shownPast' : 'feed.shown') : 'feed.forwardOnly')
  if (slots.length === 0)
    return <EmptyState icon={Play} title={t('feed.noInput')} text={t('feed.noInputText')} />
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-2 border-b border-line px-3 py-1">
        <Button
          size="sm"
          tone="primary"
          disabled={why !== null || busy}
          title={why ?? t('feed.forwardOnly')}
          onClick={() => void runByHand(session)}
        >
          <Play size={12} aria-hidden />
          {t('feed.run')}
        </Button>
        <Choice
          label={t('feed.mode')}
          value={mode}
          onChange={(chosen) => feedStore(session).setState({ mode: chosen })}
          options={[
            { value: 'eval', label: 'net.eval()', hint: t('feed.evalHint') },
            { value: 'train', label: 'net.train()', hint: t('feed.trainHint') },
          ]}
        />
        {byHand && (
          <Button size="sm" onClick={() => void endByHand(session)}>
            <Undo2 size={12} aria-hidden />
            {t('feed.back')}
          </Button>
        )}
        <p
          role="status"
          title={state}
          className={`min-w-0 text-sm text-muted @min-[45rem]:flex-1 @min-[45rem]:basis-0 @min-[45rem]:truncate ${why === null ? 'sr-only @min-[45rem]:not-sr-only' : 'basis-full'}`}
        >
          {state}
        </p>
      </div>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto @min-[27.5rem]:flex-row @min-[27.5rem]:overflow-hidden">
        <section
          aria-label={t('feed.inputs')}
          className="shrink-0 border-b border-line p-3 @min-[27.5rem]:w-58 @min-[27.5rem]:overflow-y-auto @min-[27.5rem]:border-r @min-[27.5rem]:border-b-0 @min-[40rem]:w-76"
        >
          <div className="flex flex-col gap-3">
            {slots.map((slot) => (
              <InputCard key={slot.key} slot={slot} slots={slots} />
            ))}
          </div>
        </section>
        <Outputs main={main} />
      </div>
    </div>
  )
}
