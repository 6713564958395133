/** The canvas over the wires: what flows on each of them, live. */
import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { startOverlay } from './overlay-loop'
import { waitsAt } from '../debugger/waiting'
import { useSession } from '../session/session-provider'

/** Mounted inside `ReactFlow`, over its wires (which lie at 4 and earlier in the page) and below its panels; never renders again. Screen readers get the same numbers from the inspector. */
export function FlowOverlay() {
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  useEffect(() => {
    if (!canvas.current) return undefined
    return startOverlay({
      canvas: canvas.current,
      store: session.flow,
      flow,
      running: () => session.run.getState().progress.state === 'running',
      onRunning: (listener) =>
        session.run.subscribe((now, before) => {
          if (now.progress.state !== before.progress.state || now.stop !== before.stop) listener()
        }),
      waits: () => waitsAt(session),
      path: () => session.engine.path(),
      want: (requests) => session.engine.probes.want('wires', requests),
    })
  }, [flow, session])
  return <canvas ref={canvas} aria-hidden className="pointer-events-none absolute inset-0 z-[4] size-full" />
}
