/** The value of a metric node, as the run tells it. */
import type { MetricValue } from '../../engine/protocol'
import { useRun } from '../session/use-stores'
import { useSession } from '../session/session-provider'

export interface MetricReading {
  /** While an epoch goes on, over its samples so far; then over all of them. */
  train: MetricValue | null
  heldOut: MetricValue | null
  /** The last whole epoch; 0 before there is one. */
  epoch: number
}

/** Of the node with this id in the module that the canvas shows. */
export function useMetric(node: string): MetricReading {
  const session = useSession()
  useRun((run) => run.metricsRevision)
  const last = useRun((run) => run.epochs.at(-1))
  const id = [...session.engine.path(), node].join('/')
  const point = session.run.series.points.at(-1)
  const whole = last?.metrics[id]
  const running = point !== undefined && point.step > (last?.step ?? 0) ? point.metrics[id] : undefined
  return { train: running ?? whole?.train ?? null, heldOut: whole?.heldOut ?? null, epoch: last?.epoch ?? 0 }
}
