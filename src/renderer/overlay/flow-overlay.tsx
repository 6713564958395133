/** The canvas over the wires: what flows on each of them, live. */
import { useStoreApi } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import { editedInference } from '../editing/editor-store'
import { startOverlay } from './overlay-loop'
import { waitsAt } from '../debugger/waiting'
import { useSession } from '../session/session-provider'
import { useLayoutStore } from '../window/layout-store'
import type { LanesShown } from '../window/layout-store'
import type { FlowDirection } from '../../graph/frames/frame'
import { wireText } from './wire-label'
import type { DrawnNet } from './wire-shapes'

const SHOWN: Readonly<Record<LanesShown, readonly FlowDirection[]>> = {
  both: ['forward', 'backward'],
  forward: ['forward'],
  backward: ['backward'],
}

interface FlowOverlayProps {
  /** What lies on the canvas where that is more than React Flow has; null: what it has. */
  whole: DrawnNet | null
}

/** Mounted inside `ReactFlow`, over its wires (which lie at 4 and earlier in the page) and below its panels; renders again only with another net. Screen readers get the same numbers from the inspector. */
export const FlowOverlay = memo(({ whole }: FlowOverlayProps) => {
  const net = useRef(whole)
  const session = useSession()
  const canvas = useRef<HTMLCanvasElement>(null)
  const flow = useStoreApi()
  useEffect(() => {
    net.current = whole
  }, [whole])
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
      text: (wire) => wireText(editedInference(session.editor.getState()), wire),
      onTexts: (listener) =>
        session.editor.subscribe((now, before) => {
          if (now.inference !== before.inference) listener()
        }),
      waits: () => waitsAt(session),
      whole: () => net.current,
      path: () => session.engine.path(),
      directions: () => SHOWN[useLayoutStore.getState().lanes],
      onDirections: (listener) =>
        useLayoutStore.subscribe((now, before) => {
          if (now.lanes !== before.lanes) listener()
        }),
      want: (requests) => session.engine.probes.want('wires', requests),
    })
  }, [flow, session])
  return (
    <canvas
      ref={canvas}
      data-lanes
      aria-hidden
      className="pointer-events-none absolute inset-0 z-[4] size-full"
    />
  )
})
FlowOverlay.displayName = 'FlowOverlay'
