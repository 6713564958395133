/** What the net made of what it was given: net(x), net.forward(x), and without hooks, side by side. */
import { ArrowRightFromLine } from 'lucide-react'
import type { ByHandResult, HandCall } from '../../engine/protocol'
import type { SafeTensor } from '../../graph/formats/safetensors'
import type { ModuleInference } from '../../graph/infer/inference'
import { showProblemNode } from '../run/run-commands'
import { useSession } from '../session/session-provider'
import { exactText, numberText, percentText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Choice } from '../ui/choice'
import { EmptyState } from '../ui/empty-state'
import { feedStore, runByHand, useFeed } from './feed-store'
import { readingOf, sharesOf } from './slots'

/** So many numbers of one output are listed. */
const MOST_NUMBERS = 100
/** What stands beside `net(x)` where hooks act. */
const OTHERS = ['forward', 'bare'] as const satisfies readonly HandCall[]

export function Outputs({ main }: { main: ModuleInference }) {
  const { t } = useTranslation()
  const session = useSession()
  const result = useFeed((state) => state.result)
  const problem = useFeed((state) => state.problem)
  const shown = useFeed((state) => state.shown)
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
  const { report, tensors } = result
  const { hooked } = report
  return (
    <section
      aria-label={t('feed.outputs')}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must come to it
      tabIndex={0}
      className="min-w-0 flex-1 overflow-y-auto p-3 -outline-offset-2"
    >
      <div className="flex flex-col gap-3">
        {hooked ? (
          <div className="flex flex-wrap items-center gap-2">
            <span className="hidden text-sm text-muted @min-[640px]:inline">{t('feed.wires')}</span>
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

interface OutputProps {
  main: ModuleInference
  output: ByHandResult['outputs'][number]
  classes: readonly string[] | null
  call: SafeTensor | undefined
  others: readonly (readonly [(typeof OTHERS)[number], SafeTensor | undefined])[]
}

function Output({ main, output, classes, call, others }: OutputProps) {
  const { t } = useTranslation()
  if (!call) return null
  const reading = readingOf(main, output)
  const count = Math.min(call.values.length, MOST_NUMBERS)
  const scores = reading !== null && call.shape.length === 2 && call.shape[0] === 1
  const shares = scores ? sharesOf(call.values, reading) : null
  const best = shares && reading !== 'sigmoid' ? shares.indexOf(Math.max(...shares)) : -1
  const nameOf = (index: number): string =>
    (scores && classes?.length === call.values.length ? classes[index] : undefined) ?? String(index)
  return (
    <div>
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm font-medium">
        <span className="min-w-0 truncate" title={output.name}>
          {output.name}
        </span>
        <span className="font-mono text-xs font-normal whitespace-nowrap text-muted">
          [{call.shape.join(', ')}]
        </span>
        {best >= 0 && (
          <span className="ml-auto min-w-0 font-normal text-muted">
            {t('feed.says', { name: nameOf(best), share: percentText(shares?.[best] ?? 0) })}
          </span>
        )}
      </p>
      <table aria-label={output.name} className="mt-1 w-full max-w-160 text-sm">
        <thead>
          <tr className="text-left text-xs text-faint">
            <th className="w-24 py-0.5 pr-2 font-normal">{scores ? t('feed.class') : t('feed.place')}</th>
            <th className="py-0.5 pr-3 text-right font-mono font-normal">net(x)</th>
            {others.map(([each]) => (
              <th
                key={each}
                className={`py-0.5 pr-3 text-right font-normal ${each === 'forward' ? 'font-mono' : ''}`}
              >
                {each === 'forward' ? 'net.forward(x)' : t('feed.bare')}
              </th>
            ))}
            {shares && <th className="py-0.5 pr-3 text-right font-normal">{t('feed.share')}</th>}
            {shares && <td aria-hidden className="w-1/4" />}
          </tr>
        </thead>
        <tbody className="font-mono tabular" data-selectable>
          {Array.from({ length: count }, (_, index) => {
            const value = call.values[index] ?? 0
            const share = shares?.[index]
            return (
              // oxlint-disable-next-line react/no-array-index-key -- a place is its number
              <tr key={index} className={index === best ? 'font-semibold' : ''}>
                <th
                  scope="row"
                  className="max-w-24 truncate py-px pr-2 text-left font-inherit"
                  title={nameOf(index)}
                >
                  {scores ? nameOf(index) : placeText(index, call.shape)}
                </th>
                <td className="py-px pr-3 text-right" data-value="call">
                  {exactText(value)}
                </td>
                {others.map(([each, tensor]) => {
                  const other = tensor?.values[index] ?? 0
                  return (
                    <td
                      key={each}
                      className={`py-px pr-3 text-right ${Object.is(other, value) ? 'text-muted' : ''}`}
                      data-value={each}
                    >
                      {exactText(other)}
                    </td>
                  )
                })}
                {share !== undefined && <td className="py-px pr-3 text-right">{percentText(share)}</td>}
                {share !== undefined && (
                  <td aria-hidden className="w-1/4">
                    <span
                      className={`block h-1.5 rounded-full ${index === best ? 'bg-accent' : 'bg-line-strong'}`}
                      style={{ width: `${Number.isFinite(share) ? Math.max(1, share * 100) : 0}%` }}
                    />
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      {call.values.length > count && (
        <p className="mt-1 text-xs text-muted">
          {t('feed.more', { count: call.values.length - count, mean: numberText(meanOf(call.values)) })}
        </p>
      )}
    </div>
  )
}

/** `0, 3`: the indices behind the batch. */
function placeText(index: number, shape: readonly number[]): string {
  const parts: number[] = []
  let rest = index
  for (const size of shape.slice(1).toReversed()) {
    parts.unshift(rest % size)
    rest = Math.floor(rest / size)
  }
  return parts.length === 0 ? String(index) : parts.join(', ')
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}
