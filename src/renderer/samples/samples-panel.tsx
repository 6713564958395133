/** The samples that the net is most and least surprised by; each leads to a pass by hand over it. */
import { Images, RefreshCw } from 'lucide-react'
import { useEffect } from 'react'
import type { RankedResult, RankedSample } from '../../engine/protocol'
import { giveSample } from '../feed/give-sample'
import { useBlocker } from '../run/run-buttons'
import { useSession } from '../session/session-provider'
import { numberText, percentText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { classNames } from '../ui/class-names'
import { EmptyState } from '../ui/empty-state'
import { IconButton } from '../ui/icon-button'
import { Button } from '../ui/button'
import { chooseCell, followRun, rankSamples, useRanked } from './ranked-store'
import { SamplePicture } from './sample-picture'

export function SamplesPanel() {
  const { t } = useTranslation()
  const session = useSession()
  const { cell, result, problem, busy, step } = useRanked()
  const blocker = useBlocker()
  useEffect(() => (blocker === null ? followRun(session) : undefined), [session, blocker])
  if (!result)
    return (
      <EmptyState
        icon={Images}
        title={problem?.message ?? t('ranked.empty')}
        text={problem?.remedy ?? blocker ?? t('ranked.emptyText')}
      />
    )
  const { worst, best, of, samples, classes } = result
  const nameOf = (at: number) => classes?.[at] ?? String(at)
  const shown = cell
    ? t(`ranked.${of}Cell`, { count: samples, step, target: nameOf(cell.target), said: nameOf(cell.said) })
    : t(`ranked.${of}`, { count: samples, step })
  return (
    <div className="@container flex h-full min-h-0 flex-col">
      <div className="flex h-8 shrink-0 items-center gap-2 px-3 text-xs text-muted">
        <p role="status" className="min-w-0 flex-1 truncate" title={shown}>
          {shown}
        </p>
        {cell && (
          <Button size="sm" onClick={() => chooseCell(session, null)}>
            {t('ranked.all')}
          </Button>
        )}
        <IconButton
          icon={RefreshCw}
          size="sm"
          label={t('ranked.again')}
          disabled={busy || blocker !== null}
          onClick={() => void rankSamples(session)}
        />
      </div>
      <div
        className={classNames(
          'grid min-h-0 flex-1 grid-cols-1 gap-x-4 gap-y-2 overflow-y-auto px-3 pb-2',
          best.length > 0 && '@min-[36rem]:grid-cols-2',
        )}
      >
        <Ranks title={t('ranked.worst')} samples={worst} from={0} result={result} />
        {best.length > 0 && (
          <Ranks title={t('ranked.best')} samples={best} from={worst.length} result={result} />
        )}
      </div>
    </div>
  )
}

interface RanksProps {
  title: string
  samples: readonly RankedSample[]
  /** Place of their first values. */
  from: number
  result: RankedResult
}

function Ranks({ title, samples, from, result }: RanksProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-1">
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      <ul className="flex flex-wrap gap-1.5">
        {samples.map((sample, i) => (
          <li key={sample.index}>
            <Card sample={sample} place={from + i} result={result} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Card({ sample, place, result }: { sample: RankedSample; place: number; result: RankedResult }) {
  const { t } = useTranslation()
  const session = useSession()
  const { shape, classes, values } = result
  const size = shape.reduce((product, length) => product * length, 1)
  const { index, loss, target, said, share } = sample
  const nameOf = (value: number | null): string =>
    value === null ? '…' : share === null ? numberText(value, 3) : (classes?.[value] ?? String(value))
  const right = target === said
  const text = t('ranked.sample', {
    index,
    target: nameOf(target),
    said: nameOf(said),
    share: share === null ? '' : ` (${percentText(share)})`,
    loss: numberText(loss),
  })
  return (
    <button
      type="button"
      title={text}
      aria-label={text}
      onClick={() => void giveSample(session, index)}
      className="flex w-16 flex-col items-center gap-0.5 rounded-md border border-line p-1 text-2xs hover:border-line-strong hover:bg-hover"
    >
      <SamplePicture values={values.subarray(place * size, (place + 1) * size)} shape={shape} />
      <span
        className={classNames('max-w-full truncate', share !== null && !right ? 'text-danger' : 'text-muted')}
      >
        {share !== null && right ? nameOf(target) : `${nameOf(target)} → ${nameOf(said)}`}
      </span>
      <span className="font-mono text-faint tabular">{numberText(loss, 3)}</span>
    </button>
  )
}
