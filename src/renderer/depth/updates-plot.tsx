/** How far the last update moved each parameter, as a share of its size. */
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { showParameter } from '../parameters/show-parameter'
import { useParameters } from '../session/use-parameters'
import { paintStyle } from '../paint/paint-style'
import { useSession } from '../session/session-provider'
import { numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { DepthChart } from './depth-chart'
import type { DepthDrawing } from './depth-chart'
import { LegendDot } from './depth-head'
import { depthSeries } from './depth-series'
import { recordUpdates } from './use-depth'

/** Of ‖Δw‖/‖w‖: less learns hardly, more tends to be unsteady. About 10⁻³ is a rule of thumb (Karpathy, CS231n notes, “Ratio of weights:updates”). */
const USUAL = { low: 1e-4, high: 1e-2 }

export function UpdatesPlot({ choice }: { choice: ReactNode }) {
  const { t } = useTranslation()
  const session = useSession()
  const all = useParameters('depth', null, (data) => data.rows)
  const rows = all.filter(({ kind, requiresGrad }) => kind === 'parameter' && requiresGrad)
  const see = (): DepthDrawing => {
    const keys = rows.map(({ key }) => key)
    const series = depthSeries(recordUpdates(session, keys), USUAL)
    return {
      names: keys,
      lines: [{ series, color: paintStyle().accentText }],
      text: (at) => {
        const now = at === null ? undefined : series.points[at]?.now
        if (at === null) return t('live.depth.updatesRule')
        const value = now === null || now === undefined ? t('live.depth.noUpdate') : numberText(now)
        return `${keys[at]} · ${value}`
      },
    }
  }
  const subscribe = useMemo(
    () => (listener: () => void) => session.parameters.store.subscribe(listener),
    [session],
  )
  return (
    <DepthChart
      label={t('live.depth.updatesLabel')}
      legend={
        <LegendDot className="bg-accent" name={t('live.depth.updates')} hint={t('live.depth.updatesHint')} />
      }
      choice={choice}
      see={see}
      subscribe={subscribe}
      onGo={(index) => {
        const row = rows[index]
        if (row) showParameter(session, row, true)
      }}
    />
  )
}
