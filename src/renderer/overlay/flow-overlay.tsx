/** The canvas over the wires: what flows on each of them, live. */
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { flowStore } from '../probes/flow-store'
import { startOverlay } from './overlay-loop'
import { liveEngine } from '../engine-link/live-engine'
import { useRunStore } from '../engine-link/run-store'

/** Mounted inside `ReactFlow`, over its wires (which lie at 4 and earlier in the page) and below its panels; never renders again. Screen readers get the same numbers from the inspector. */
export function FlowOverlay() {
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  useEffect(() => {
    if (!canvas.current) return undefined
    return startOverlay({
      canvas: canvas.current,
      store: flowStore,
      flow,
      running: () => useRunStore.getState().progress.state === 'running',
      onRunning: (listener) =>
        useRunStore.subscribe((now, before) => {
          if (now.progress.state !== before.progress.state) listener()
        }),
      path: () => liveEngine.path(),
      want: (requests) => liveEngine.probes.want('wires', requests),
    })
  }, [flow])
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 z-[4] size-full" />
}
