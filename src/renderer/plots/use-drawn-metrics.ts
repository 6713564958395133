/** The metric nodes that have a line among the curves. */
import { useMemo } from 'react'
import { nodeDefinition } from '../../graph/nodes/index'
import type { MetricLine } from './curve-columns'
import { useRun } from '../session/use-stores'

export interface DrawnMetric extends MetricLine {
  /** Dotted path of names. */
  name: string
}

/** Those that are numbers, in the order of the network that the engine has. */
export function useDrawnMetrics(): readonly DrawnMetric[] {
  const metrics = useRun((run) => run.opened?.metrics)
  return useMemo(
    () =>
      (metrics ?? []).flatMap(({ id, name, type }): DrawnMetric[] => {
        const form = nodeDefinition(type)?.metric
        if (form === undefined || form === 'matrix') return []
        return [{ id, name, form, beside: form === 'amount' ? 'losses' : 'shares' }]
      }),
    [metrics],
  )
}
