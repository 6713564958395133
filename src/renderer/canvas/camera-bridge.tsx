import { useReactFlow, useStore, useStoreApi } from '@xyflow/react'
import { useEffect, useState } from 'react'
import type { GraphDocument } from '../../graph/document/document'
import type { Box } from '../../graph/drawing/geometry'
import { faceSize, nodeFace } from '../../graph/drawing/node-face'
import { editedInference } from '../editing/editor-store'
import { FittedView } from './fitted-view'
import { around, besideCorner, type CanvasSize, type Insets, openingView, wholeView } from './opening-view'
import { passTwoFingers } from './two-fingers'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import type { DocumentSession } from '../session/document-session'
import { useLayoutStore } from '../window/layout-store'
import { textScale, useScaleStore } from '../texts/text-scale'

const DURATION = 160
/** How far the canvas can be zoomed out, if that shows everything. */
export const LEAST_ZOOM = 0.1
const SIDE = 28
/** In pixels at the usual text size: room for the tools in the lower corner, and for the way to the module in the upper one. */
const TOOLS = 64
const CRUMBS = 60
/** The small map with what is around it, which does not grow with the text. */
const MINIMAP = { width: 230, height: 180 }
const calm = window.matchMedia('(prefers-reduced-motion: reduce)')

/** Gives the canvas's camera to the rest of the page, and fits the view to every document that is loaded. */
export function CameraBridge() {
  const session = useSession()
  const flow = useReactFlow()
  const store = useStoreApi()
  const shown = useEditor((state) => `${state.loads} ${state.module}`)
  const [fitted] = useState(
    () => new FittedView(store, (view, duration) => void flow.setViewport(view, { duration })),
  )
  useEffect(() => {
    const duration = calm.matches ? 0 : DURATION
    const element = (kind: 'node' | 'edge', id: string) =>
      store
        .getState()
        .domNode?.querySelector<HTMLElement | SVGElement>(`.react-flow__${kind}[data-id="${CSS.escape(id)}"]`)
    const focus = (kind: 'node' | 'edge', id: string) => {
      session.canvas.setState({ focused: { kind, id } })
      focusDrawn(() => element(kind, id))
    }
    const bringIn = (box: Box) => {
      const { width, height, transform } = store.getState()
      const [x, y, zoom] = transform
      const free = insets(session, [box], { width, height })
      const by = {
        x: shift(box.left * zoom + x, box.right * zoom + x, free.left, width - free.right),
        y: shift(box.top * zoom + y, box.bottom * zoom + y, free.top, height - free.bottom),
      }
      if (by.x !== 0 || by.y !== 0) void flow.setViewport({ x: x + by.x, y: y + by.y, zoom }, { duration })
    }
    session.view.setCamera({
      fit: () => {
        fitted.show(() => {
          const boxes = shownBoxes(session)
          return boxes.length === 0 ? null : widened(store, boxes, insets(session, boxes, store.getState()))
        }, duration)
      },
      zoom: (by) => {
        if (by === 'in') void flow.zoomIn({ duration })
        if (by === 'out') void flow.zoomOut({ duration })
        if (by === 'actual') void flow.zoomTo(textScale(), { duration })
      },
      toCanvas: (point) => flow.screenToFlowPosition(point),
      middle: () => {
        const box = store.getState().domNode?.getBoundingClientRect()
        return box === undefined
          ? { x: window.innerWidth / 2, y: window.innerHeight / 2 }
          : { x: box.left + box.width / 2, y: box.top + box.height / 2 }
      },
      reveal: (...ids) => {
        const boxes = shownBoxes(session, new Set(ids))
        if (boxes.length > 0) bringIn(around(boxes))
      },
      seen: () => {
        const { transform, width, height } = store.getState()
        const [x, y, zoom] = transform
        const isSeen = ({ left, top, right, bottom }: Box) =>
          left * zoom + x >= 0 &&
          top * zoom + y >= 0 &&
          right * zoom + x <= width &&
          bottom * zoom + y <= height
        return boxesById(session).flatMap(({ id, box }) => (isSeen(box) ? [id] : []))
      },
      keep: (ids) => {
        const state = store.getState()
        const boxes = shownBoxes(session, new Set(ids))
        if (boxes.length === 0) return
        const limits = { least: state.minZoom, scale: textScale() }
        const whole = wholeView(boxes, state, insets(session, boxes, state), limits)
        if (whole.zoom < state.transform[2]) void flow.setViewport(whole, { duration })
        else bringIn(around(boxes))
      },
      seenWidth: () => {
        const { width, transform } = store.getState()
        return (width - 2 * SIDE * textScale()) / transform[2]
      },
      aspectRatio: () => {
        const { width, height } = store.getState()
        return height > 0 ? width / height : 1.6
      },
      focusNode: (id) => focus('node', id),
      focusWire: (id) => focus('edge', id),
    })
    return () => session.view.setCamera(null)
  }, [fitted, flow, session, store])
  const ready = useStore((state) => state.panZoom !== null && state.width > 0)
  useEffect(() => {
    if (!ready || shown === '') return
    fitted.show(() => {
      const boxes = shownBoxes(session)
      if (boxes.length === 0) return null
      const manner = { insets: insets(session, boxes, store.getState()), scale: textScale() }
      widened(store, boxes, manner.insets)
      return openingView(boxes, boxes[0]!, store.getState(), manner)
    })
  }, [fitted, session, store, shown, ready])
  useEffect(() => fitted.follow(), [fitted])
  useEffect(() => {
    const { domNode } = store.getState()
    if (!ready || domNode === null) return undefined
    return passTwoFingers(domNode, () => store.getState().connection.inProgress)
  }, [ready, store])
  // The way to the module comes over the corner where it leads to more than one: what is seen stays clear of it.
  useEffect(
    () =>
      session.editor.subscribe((now, before) => {
        if (now.loads !== before.loads || now.module !== before.module) return
        if (!severalModules(now.document) || severalModules(before.document)) return
        const { camera } = session.view
        camera?.keep(camera.seen())
      }),
    [session],
  )
  // Words on nodes grow with all others, around the middle of what is seen.
  useEffect(
    () =>
      useScaleStore.subscribe(({ scale }, before) => {
        if (scale !== before.scale) void flow.zoomTo((flow.getZoom() * scale) / before.scale)
      }),
    [flow],
  )
  return null
}

/** The view of everything; from then on one can look from as far away. */
function widened(
  { getState }: ReturnType<typeof useStoreApi>,
  boxes: readonly Box[],
  free: Insets,
): ReturnType<typeof wholeView> {
  const view = wholeView(boxes, getState(), free, { least: 0, scale: textScale() })
  getState().setMinZoom(Math.min(LEAST_ZOOM, view.zoom))
  return view
}

/** The boxes of the nodes on the canvas in the order in which they run, or of some. */
function shownBoxes(session: DocumentSession, only?: ReadonlySet<string>): Box[] {
  return boxesById(session, only).map(({ box }) => box)
}

/** The same with their ids; not measured, as new nodes are not yet drawn. */
function boxesById(session: DocumentSession, only?: ReadonlySet<string>): { id: string; box: Box }[] {
  const module = editedInference(session.editor.getState())
  if (module === undefined) return []
  const { nodes } = module.definition
  return [...new Set(module.order.sequence)].flatMap((index) => {
    const node = nodes[index]
    if (node === undefined || only?.has(node.id) === false) return []
    const { x: left, y: top } = node.position
    const { width, height } = faceSize(nodeFace(node, module))
    return [{ id: node.id, box: { left, top, right: left + width, bottom: top + height } }]
  })
}

/** Pictures to wait for: a node takes the focus when it has been measured, or when the camera has come to it. */
const PATIENCE = 20

/** Focuses what may still have to be drawn, unless the focus has gone elsewhere meanwhile. */
function focusDrawn(find: () => HTMLElement | SVGElement | null | undefined): void {
  const before = document.activeElement
  const attempt = (left: number): void => {
    const element = find()
    // A window that has opened meanwhile keeps the focus; the one that led here is about to close.
    const inWindow = document.activeElement?.closest('[role="dialog"]') != null
    if (!inWindow) element?.focus({ preventScroll: true })
    if (left > 0 && (inWindow || (document.activeElement !== element && document.activeElement === before)))
      requestAnimationFrame(() => attempt(left - 1))
  }
  attempt(PATIENCE)
}

function severalModules({ modules }: GraphDocument): boolean {
  return Object.keys(modules).length > 1
}

/** The room around what is shown, clear of what lies over the canvas. */
function insets(session: DocumentSession, boxes: readonly Box[], size: CanvasSize): Insets {
  const scale = textScale()
  const side = SIDE * scale
  const several = severalModules(session.editor.getState().document)
  const free = { top: several ? CRUMBS * scale : side, left: side, right: side, bottom: TOOLS * scale }
  return useLayoutStore.getState().minimap ? besideCorner(boxes, size, free, MINIMAP) : free
}

/** How far to move so that a span lies between two places; 0 where it does. One too long shows its beginning. */
function shift(from: number, to: number, start: number, end: number): number {
  if (from < start) return start - from
  return to > end ? Math.max(end - to, start - from) : 0
}
