import { useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { setCamera } from '../state/canvas-store'
import { useEditorStore } from '../state/editor-store'

/** Room for the tools in the lower corner. */
const PADDING = { top: '28px', left: '28px', right: '28px', bottom: '64px' } as const
const FIT = { padding: PADDING, maxZoom: 1, minZoom: 0.3, duration: 160 }
/** Room that a revealed node has to the canvas's edge, in pixels. */
const ROOM = 24
const calm = window.matchMedia('(prefers-reduced-motion: reduce)')

/** Gives the canvas's camera to the rest of the page, and fits the view to every document that is loaded. */
export function CameraBridge() {
  const flow = useReactFlow()
  const store = useStoreApi()
  const shown = useEditorStore((state) => `${state.loads} ${state.module}`)
  useEffect(() => {
    const duration = calm.matches ? 0 : FIT.duration
    setCamera({
      fit: (ids) => {
        const nodes = ids?.map((id) => ({ id }))
        void flow.fitView({ ...FIT, duration, nodes, ...(ids === undefined ? {} : { minZoom: 0.6 }) })
      },
      zoom: (by) => {
        if (by === 'in') void flow.zoomIn({ duration })
        if (by === 'out') void flow.zoomOut({ duration })
        if (by === 'actual') void flow.zoomTo(1, { duration })
      },
      toCanvas: (point) => flow.screenToFlowPosition(point),
      middle: () => {
        const box = store.getState().domNode?.getBoundingClientRect()
        return box === undefined
          ? { x: window.innerWidth / 2, y: window.innerHeight / 2 }
          : { x: box.left + box.width / 2, y: box.top + box.height / 2 }
      },
      reveal: (...ids) => {
        const state = store.getState()
        const nodes = ids.flatMap((id) => state.nodeLookup.get(id) ?? [])
        if (nodes.length === 0) return
        const [x, y, zoom] = state.transform
        const places = nodes.map(({ internals }) => internals.positionAbsolute)
        const left = Math.min(...places.map((place) => place.x)) * zoom + x
        const top = Math.min(...places.map((place) => place.y)) * zoom + y
        const right =
          Math.max(...nodes.map((node, i) => places[i]!.x + (node.measured.width ?? 0))) * zoom + x
        const bottom =
          Math.max(...nodes.map((node, i) => places[i]!.y + (node.measured.height ?? 0))) * zoom + y
        const by = { x: shift(left, right, state.width), y: shift(top, bottom, state.height) }
        if (by.x !== 0 || by.y !== 0) void flow.setViewport({ x: x + by.x, y: y + by.y, zoom }, { duration })
      },
      aspectRatio: () => {
        const { width, height } = store.getState()
        return height > 0 ? width / height : 1.6
      },
      focusNode: (id) => {
        const node = store.getState().domNode?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
        if (node instanceof HTMLElement) node.focus({ preventScroll: true })
      },
      focusWire: (id) => {
        const wire = store.getState().domNode?.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`)
        if (wire instanceof SVGElement) wire.focus({ preventScroll: true })
      },
    })
    return () => setCamera(null)
  }, [flow, store])
  useEffect(() => {
    // React Flow measures new nodes first; `fitView` waits for that.
    if (shown !== '') void flow.fitView({ ...FIT, duration: 0 })
  }, [flow, shown])
  return null
}

/** How far to move so that a span lies inside a length, with some room; 0 where it does. */
function shift(from: number, to: number, length: number): number {
  if (from < ROOM) return ROOM - from
  return to > length - ROOM ? Math.max(length - ROOM - to, ROOM - from) : 0
}
