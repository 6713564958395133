/** What the parts of the wire inspector share about the lane that they show. */
import { useEffect, useSyncExternalStore } from 'react'
import type { FlowDirection, FlowFrame } from '../../graph/frames/frame'
import { flowKey, flowStore } from '../probes/flow-store'
import { liveEngine } from '../engine-link/live-engine'
import type { ProbeRequest } from '../probes/probe-manager'

/** Asks for a lane while the component is mounted. → its key in the flow store */
export function useProbe(owner: string, request: ProbeRequest): string {
  const text = JSON.stringify(request)
  useEffect(() => {
    liveEngine.probes.want(owner, [JSON.parse(text) as ProbeRequest])
    return () => liveEngine.probes.want(owner, [])
  }, [owner, text])
  return flowKey(request.target, request.direction, request.purpose)
}

const subscribe = (listener: () => void): (() => void) => flowStore.subscribe(listener)

/** The shape that flows on a lane, or null before anything has; renders only when it changes. */
export function useLaneShape(key: string): number[] | null {
  const text = useSyncExternalStore(subscribe, () => flowStore.get(key)?.frame.shape.join() ?? null)
  if (text === null) return null
  return text === '' ? [] : text.split(',').map(Number)
}

/** Tells of new frames of one lane. → the way to stop it */
export function onLane(key: string): (listener: () => void) => () => void {
  return (listener) => {
    let last = flowStore.get(key)?.frame
    return flowStore.subscribe(() => {
      const frame = flowStore.get(key)?.frame
      if (frame === last) return
      last = frame
      listener()
    })
  }
}

/** The last frame of a lane. */
export function laneFrame(key: string): FlowFrame | undefined {
  return flowStore.get(key)?.frame
}

/** Names of the two directions in the page's classes. */
export const LANE_CLASS: Record<FlowDirection, { text: string; soft: string }> = {
  forward: { text: 'text-forward', soft: 'bg-forward-soft' },
  backward: { text: 'text-backward', soft: 'bg-backward-soft' },
}
