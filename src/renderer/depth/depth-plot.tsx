/** Activations and gradients by depth, as they are now. */
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { focusNode } from '../editing/edit'
import { paintStyle } from '../paint/paint-style'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { DepthChart } from './depth-chart'
import type { DepthDrawing } from './depth-chart'
import { LanesLegend } from './depth-head'
import { depthSeries } from './depth-series'
import { outputText, summaryText } from './depth-text'
import { recordDepth } from './use-depth'
import type { DepthLane } from './use-depth'

export interface DepthViewProps {
  lanes: readonly DepthLane[]
  /** The choice between the views. */
  choice: ReactNode
}

export function DepthPlot({ lanes, choice }: DepthViewProps) {
  const { t } = useTranslation()
  const session = useSession()
  const see = (): DepthDrawing => {
    const seen = recordDepth(session, lanes)
    const forward = depthSeries(seen.forward)
    const backward = depthSeries(seen.backward)
    const style = paintStyle()
    return {
      names: lanes.map(({ name }) => name),
      lines: [
        { series: forward, color: style.forward },
        { series: backward, color: style.backward },
      ],
      text: (at) =>
        at === null
          ? summaryText(lanes, { forward, backward })
          : outputText(lanes[at]!.name, { forward: forward.points[at]!, backward: backward.points[at]! }),
    }
  }
  const subscribe = useMemo(() => (listener: () => void) => session.flow.subscribe(listener), [session])
  return (
    <DepthChart
      label={t('live.depth.label')}
      legend={<LanesLegend />}
      choice={choice}
      see={see}
      subscribe={subscribe}
      onGo={(index) => {
        const lane = lanes[index]
        if (lane) focusNode(session, undefined, lane.node)
      }}
    />
  )
}
