/** Keeps what comes to a lane while somebody looks at it. */
import { useCallback, useEffect } from 'react'
import type { FlowStore } from '../probes/flow-store'
import { useSession } from '../session/session-provider'
import { pastOf } from './tensor-past'

/** To be called where a lane is shown, whether or not its past is: it can be asked for later. */
export function useRecordedPast(laneKey: string): void {
  const { flow } = useSession()
  useEffect(() => {
    record(flow, laneKey)
    return flow.subscribe(() => record(flow, laneKey))
  }, [flow, laneKey])
}

/** Tells of everything that comes. */
export function useFlow(): (listener: () => void) => () => void {
  const { flow } = useSession()
  return useCallback((listener) => flow.subscribe(listener), [flow])
}

const recorded = new WeakMap<FlowStore, Map<string, unknown>>()

function record(flow: FlowStore, laneKey: string): void {
  const frame = flow.get(laneKey)?.frame
  const known = recorded.get(flow) ?? new Map<string, unknown>()
  recorded.set(flow, known)
  if (frame === undefined || known.get(laneKey) === frame) return
  known.set(laneKey, frame)
  pastOf(flow).add(laneKey, frame)
}
