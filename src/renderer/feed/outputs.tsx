/** What the net made of what it was given: net(x), net.forward(x), and without hooks, side by side. */
import { ArrowRightFromLine } from 'lucide-react'
import { useEffect } from 'react'
import type { ByHandResult, HandCall } from '../../engine/protocol'
import type { ModuleInference } from '../../graph/infer/inference'
import { showProblemNode } from '../run/run-commands'
import { useSession } from '../session/session-provider'
import { exactText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { EmptyState } from '../ui/empty-state'
import { useWidth } from '../ui/use-width'
import { feedStore, isPast, runByHand, useFeed } from './feed-store'
import type { FeedResult } from './feed-store'
import { Output } from './output-table'

/** What stands beside `net(x)` where hooks act. */
const OTHERS = ['forward', 'bare'] as const satisfies readonly HandCall[]

export function Outputs({ main }: { main: ModuleInference }) {
  const { t } = useTranslation()
  const session = useSession()
  const result = useFeed((state) => state.result)
  const problem = useFeed((state) => state.problem)
  if (problem)
    return (
      <section aria-label={t('feed.outputs')} className="min-w-0 flex-1 p-3">
        <div role="alert" className="rounded-md bg-danger-soft p-2" data-selectable>
          <p className="text-sm break-words">
            {problem.name === undefined ? problem.message : `${problem.name}: ${problem.message}`}
          </p>
          {problem.remedy !== undefined && <p className="mt-1 text-sm text-muted">{problem.remedy}</p>}
          {problem.node !== undefined && (
            <Button size="sm" className="mt-2" onClick={() => showProblemNode(session, problem)}>
              {t('live.banner.show', { name: problem.name ?? problem.node })}
            </Button>
          )}
        </div>
      </section>
    )
  if (!result)
    return (
      <section aria-label={t('feed.outputs')} className="min-w-0 flex-1">
        <EmptyState icon={ArrowRightFromLine} title={t('feed.nothing')} text={t('feed.nothingText')} />
      </section>
    )
  return <Results main={main} result={result} />
}

function Results({ main, result }: { main: ModuleInference; result: FeedResult }) {
  const { t } = useTranslation()
  const session = useSession()
  const shown = useFeed((state) => state.shown)
  const past = useFeed(isPast)
  const [section, width] = useWidth<HTMLElement>()
  const { report, tensors } = result
  // In a small panel it stands below what goes in.
  useEffect(() => {
    if (report.outputs.length > 0) section.current?.scrollIntoView({ block: 'nearest' })
  }, [section, report])
  const { hooked } = report
  return (
    <section
      ref={section}
      aria-label={t('feed.outputs')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must come to it
      tabIndex={0}
      className="min-w-0 flex-none p-3 -outline-offset-2 @min-[27.5rem]:flex-1 @min-[27.5rem]:overflow-y-auto"
    >
      <div className="flex flex-col gap-3">
        {past && (
          <p role="status" className="rounded-md bg-warning-soft px-2 py-1 text-sm text-warning">
            {t('feed.past')}
          </p>
        )}
        {hooked ? (
          <div className="flex flex-wrap items-center gap-2">
            <span className="hidden text-sm text-muted @min-[40rem]:inline">{t('feed.wires')}</span>
            <Choice
              label={t('feed.wires')}
              value={shown}
              onChange={(next) => {
                feedStore(session).setState({ shown: next })
                void runByHand(session)
              }}
              options={[
                { value: 'call', label: 'net(x)' },
                { value: 'forward', label: 'net.forward(x)' },
                { value: 'bare', label: t('feed.bare') },
              ]}
            />
          </div>
        ) : (
          <p className="text-xs text-muted">{t('feed.noHooks')}</p>
        )}
        {report.outputs.map((output) => (
          <Output
            key={output.name}
            main={main}
            output={output}
            classes={report.classes}
            call={tensors.get(`call/${output.name}`)}
            others={hooked ? OTHERS.map((each) => [each, tensors.get(`${each}/${output.name}`)]) : []}
            width={width}
          />
        ))}
        <Loss loss={report.loss} hooked={hooked} />
        {hooked && <p className="text-xs text-muted">{t('feed.forwardNote')}</p>}
      </div>
    </section>
  )
}

function Loss({ loss, hooked }: { loss: ByHandResult['loss']; hooked: boolean }) {
  const { t } = useTranslation()
  if (loss.call === null) return null
  return (
    <p className="text-sm text-muted">
      {t('feed.loss')}{' '}
      <span className="font-mono text-text tabular" data-selectable>
        {[loss.call, ...(hooked ? OTHERS.map((each) => loss[each] ?? NaN) : [])].map(exactText).join(' / ')}
      </span>
    </p>
  )
}
