import { useStoreApi } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { CanvasElement, Point } from '../editing/canvas-view'
import { selectionOf } from '../editing/selection'
import { useSession } from '../session/session-provider'
import { passFirstPress } from './first-press'
import type { NetMap } from './net-map'

/** A wire is found so far beside it, in pixels of the screen. */
const REACH = 5

/**
 * Gives React Flow what the pointer is on of a net that is seen from afar, so that clicks, drags and menus are those of all nodes and wires,
 * and finds what a frame holds that is drawn around them.
 */
export function FarHand({ map: now }: { map: NetMap }) {
  const known = useRef(now)
  const session = useSession()
  const flow = useStoreApi()
  useEffect(() => {
    known.current = now
  }, [now])
  useEffect(() => {
    const { domNode } = flow.getState()
    const { canvas, editor } = session
    const point = (event: PointerEvent) => {
      // What is held stays in hand.
      if (event.buttons !== 0) return
      const isOver = event.target instanceof Element && event.target.closest('.react-flow__renderer') !== null
      const next = isOver ? elementAt({ x: event.clientX, y: event.clientY }) : null
      const before = canvas.getState().pointed
      if (next?.id !== before?.id || next?.kind !== before?.kind) canvas.setState({ pointed: next })
    }
    const elementAt = (place: Point): CanvasElement | null => {
      const at = session.view.camera?.toCanvas(place)
      if (at === undefined) return null
      const node = known.current.nodeAt(at)
      if (node !== null) return { kind: 'node', id: node }
      const wire = known.current.wireAt(at, REACH / flow.getState().transform[2])
      return wire === null ? null : { kind: 'edge', id: wire }
    }
    const bring = (place: Point): Element | null => {
      const found = elementAt(place)
      if (found === null) return null
      flushSync(() => canvas.setState({ pointed: found }))
      return domNode?.querySelector(`.react-flow__${found.kind}[data-id="${CSS.escape(found.id)}"]`) ?? null
    }
    const stop = flow.subscribe((state, before) => {
      // The frame that React Flow leaves around what was chosen knows only what React Flow has.
      if (state.nodesSelectionActive) flow.setState({ nodesSelectionActive: false })
      const { userSelectionRect: rect, transform } = state
      if (rect === null || rect === before.userSelectionRect || !state.userSelectionActive) return
      const [x, y, zoom] = transform
      const [left, top] = [(rect.x - x) / zoom, (rect.y - y) / zoom]
      const part = { left, top, right: left + rect.width / zoom, bottom: top + rect.height / zoom }
      const map = known.current
      const nodes = new Set(map.nodesIn(part).map(({ id }) => id))
      const edges = map.wires.filter(({ from, to }) => nodes.has(from) || nodes.has(to)).map(({ id }) => id)
      editor.getState().select(selectionOf([...nodes], edges))
    })
    session.view.setFinder(elementAt)
    domNode?.addEventListener('pointermove', point)
    const letPass = domNode === null ? undefined : passFirstPress(domNode, bring)
    return () => {
      stop()
      letPass?.()
      domNode?.removeEventListener('pointermove', point)
      session.view.setFinder(null)
      canvas.setState({ pointed: null })
    }
  }, [flow, session])
  return null
}
