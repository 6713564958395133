import { useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Position } from '../../graph/document/document'
import { breakpointsByPlace } from '../debugger/breakpoint-marks'
import { nodeStand, stopPass, wireOfStop } from '../debugger/stop-place'
import { selectedEdges, selectedNodes } from '../editing/selection'
import { onPaintStyle, paintStyle } from '../paint/paint-style'
import { useSession } from '../session/session-provider'
import { useEditor, useRun } from '../session/use-stores'
import { FarLoop } from './far-loop'
import { farScene, movedScene, partedScene } from './far-scene'
import type { LargeNet } from './shown-elements'

interface FarPictureProps {
  net: LargeNet
  /** Where nodes are while they are dragged. */
  dragged: ReadonlyMap<string, Position>
}

/** A large net from afar, on two canvases under React Flow's own elements, which are then few; screen readers have those. */
export function FarPicture({ net, dragged }: FarPictureProps) {
  const session = useSession()
  const flow = useStoreApi()
  const back = useRef<HTMLCanvasElement>(null)
  const front = useRef<HTMLCanvasElement>(null)
  const loop = useRef<FarLoop>(null)
  const document = useEditor((state) => state.document)
  const module = useEditor((state) => state.module)
  const selection = useEditor((state) => state.selection)
  const stop = useRun((run) => run.stop)
  const style = useSyncExternalStore(onPaintStyle, paintStyle)
  const scene = useMemo(() => {
    const path = session.engine.path()
    const stand =
      stop === null
        ? null
        : {
            pass: stopPass(stop),
            node: (id: string) => nodeStand(stop, path, id),
            wire: wireOfStop(stop, path),
          }
    return farScene({ net, breakpoints: breakpointsByPlace(document, module), stop: stand }, style)
  }, [document, module, net, session, stop, style])
  const takenIds = [...dragged.keys()].join('\n')
  const parts = useMemo(
    () => partedScene(scene, new Set(takenIds === '' ? [] : takenIds.split('\n'))),
    [scene, takenIds],
  )
  const chosen = useMemo(
    () => ({ nodes: new Set(selectedNodes(selection)), edges: new Set(selectedEdges(selection)) }),
    [selection],
  )
  useEffect(() => {
    if (back.current === null || front.current === null) return undefined
    const started = new FarLoop(back.current, front.current, flow)
    loop.current = started
    return () => started.stop()
  }, [flow])
  useEffect(() => {
    loop.current?.show({ resting: parts.resting, lifted: movedScene(parts.taken, dragged), chosen, style })
  }, [chosen, dragged, parts, style])
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden" data-far-picture>
      <canvas ref={back} className="absolute top-0 left-0 origin-top-left will-change-transform" />
      <canvas ref={front} className="absolute inset-0 size-full" />
    </div>
  )
}
