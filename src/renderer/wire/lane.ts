/** What the parts of the wire inspector share about the lane that they show. */
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'
import type { FlowDirection, FlowFrame } from '../../graph/frames/frame'
import { flowKey } from '../probes/flow-store'
import type { ProbeRequest } from '../probes/probe-manager'
import type { DocumentSession } from '../session/document-session'
import { useSession } from '../session/session-provider'

/** Asks for a lane while the component is mounted. → its key in the flow store */
export function useProbe(owner: string, request: ProbeRequest): string {
  const session = useSession()
  const text = JSON.stringify(request)
  useEffect(() => {
    session.engine.probes.want(owner, [JSON.parse(text) as ProbeRequest])
    return () => session.engine.probes.want(owner, [])
  }, [owner, session, text])
  return flowKey(request.target, request.direction, request.purpose)
}

/** The shape that flows on a lane, or null before anything has; renders only when it changes. */
export function useLaneShape(key: string): number[] | null {
  const { flow } = useSession()
  const subscribe = useCallback((listener: () => void) => flow.subscribe(listener), [flow])
  const text = useSyncExternalStore(subscribe, () => flow.get(key)?.frame.shape.join() ?? null)
  if (text === null) return null
  return text === '' ? [] : text.split(',').map(Number)
}

/** Tells of new frames of one lane. → the way to stop it */
export function onLane({ flow }: DocumentSession, key: string): (listener: () => void) => () => void {
  return (listener) => {
    let last = flow.get(key)?.frame
    return flow.subscribe(() => {
      const frame = flow.get(key)?.frame
      if (frame === last) return
      last = frame
      listener()
    })
  }
}

/** Tells of new frames of a lane, and of the one that is shown beside it. */
export function useLanes(key: string, beside?: string): (listener: () => void) => () => void {
  const session = useSession()
  return useMemo(
    () => (listener) => {
      const stops = [key, beside].flatMap((each) =>
        each === undefined ? [] : onLane(session, each)(listener),
      )
      return () => stops.forEach((stop) => stop())
    },
    [beside, key, session],
  )
}

/** The last frame of a lane. */
export function laneFrame({ flow }: DocumentSession, key: string): FlowFrame | undefined {
  return flow.get(key)?.frame
}

/** Names of the two directions in the page's classes. */
export const LANE_CLASS: Record<FlowDirection, { text: string; soft: string }> = {
  forward: { text: 'text-forward', soft: 'bg-forward-soft' },
  backward: { text: 'text-backward', soft: 'bg-backward-soft' },
}
