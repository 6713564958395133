/** How much the loss needs each channel of an output: it is set to 0, and the loss of the same samples is counted again. */
import { useState } from 'react'
import type { AblatedResult, ProbeTarget } from '../../engine/protocol'
import type { HostProblem } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { ranking, type RankedChannel } from './ranking'

interface AblationProps {
  output: Extract<ProbeTarget, { kind: 'port' }>
  name: string
}

/** So many are shown until somebody wants all. */
const SHOWN = 8

export function Ablation({ output, name }: AblationProps) {
  const { t } = useTranslation()
  const session = useSession()
  const running = useRun((run) => run.progress.state === 'running')
  const step = useRun((run) => run.progress.step)
  const opened = useRun((run) => run.opened)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<HostProblem | null>(null)
  const [found, setFound] = useState<{ result: AblatedResult; step: number; of: unknown } | null>(null)
  const measure = async (): Promise<void> => {
    setBusy(true)
    try {
      await session.engine.settled()
      const result = await session.host.engine({ kind: 'ablate', target: output })
      setFound({ result, step: session.run.getState().progress.step, of: session.run.getState().opened })
      setProblem(null)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  // Of another net, or of weights that have changed since, it says nothing.
  const current = found !== null && found.step === step && found.of === opened ? found.result : null
  return (
    <section aria-label={t('live.ablation.label')} className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <h4 className="min-w-0 flex-1 truncate text-sm font-medium">{t('live.ablation.label')}</h4>
        <Button size="sm" disabled={busy || running} onClick={() => void measure()}>
          {t(busy ? 'live.ablation.busy' : 'live.ablation.measure')}
        </Button>
      </div>
      <p className="text-xs text-muted">
        {running
          ? t('live.ablation.pause')
          : current
            ? t(current.of === 'heldOut' ? 'live.ablation.heldOut' : 'live.ablation.train', {
                count: current.samples,
                loss: numberText(current.loss),
                name,
              })
            : t('live.ablation.text')}
      </p>
      {problem && (
        <p role="alert" className="text-xs text-danger">
          {problem.message} {problem.remedy}
        </p>
      )}
      {current && <Channels result={current} />}
    </section>
  )
}

function Channels({ result }: { result: AblatedResult }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  const ranked = ranking(result)
  const shown = all ? ranked : ranked.slice(0, SHOWN)
  const zero = ranked.some(({ change }) => change < 0) ? 50 : 0
  return (
    <>
      <table aria-label={t('live.ablation.channels')} className="w-full font-mono text-xs tabular">
        <thead>
          <tr className="text-left text-faint">
            <th className="w-14 font-normal">{t('live.ablation.channel')}</th>
            <th className="w-14 text-right font-normal">{t('live.ablation.loss')}</th>
            <th className="pl-4 font-normal">{t('live.ablation.change')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <ChannelRow key={each.channel} {...each} zero={zero} />
          ))}
        </tbody>
      </table>
      {ranked.length > SHOWN && (
        <Button size="sm" onClick={() => setAll(!all)}>
          {all ? t('live.ablation.fewer') : t('live.ablation.all', { count: ranked.length })}
        </Button>
      )}
    </>
  )
}

/**
 * A bar to the right: the loss grows without the channel; to the left: it shrinks.
 *
 * - `zero`: where bars begin, in percent; at the left end where all go to the right
 */
function ChannelRow({ channel, loss, change, share, zero }: RankedChannel & { zero: number }) {
  const sign = change > 0 ? '+' : ''
  return (
    <tr data-channel={channel} className="border-t border-line">
      <th scope="row" className="text-left font-normal text-muted">
        {channel}
      </th>
      <td className="text-right">{numberText(loss)}</td>
      <td className="relative pl-4">
        {sign}
        {numberText(change, 3)}
        <span className="absolute inset-y-1 right-0 left-21">
          <span className="absolute -inset-y-1 w-px bg-line-strong" style={{ left: `${zero}%` }} />
          <span
            className={`absolute inset-y-0 rounded-xs ${change > 0 ? 'bg-backward' : 'bg-forward'}`}
            style={
              change > 0
                ? { left: `${zero}%`, width: `${(100 - zero) * share}%` }
                : { right: `${100 - zero}%`, width: `${zero * -share}%` }
            }
          />
        </span>
      </td>
    </tr>
  )
}
