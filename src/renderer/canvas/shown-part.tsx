import { useStoreApi } from '@xyflow/react'
import type { ReactFlowState } from '@xyflow/react'
import { useEffect } from 'react'
import type { Box } from '../../graph/drawing/geometry'
import { visibleBox } from '../overlay/wire-shapes'

/** What of a large net is in the page: what lies in a part of the canvas, or, from afar, nothing but what is in hand. */
export type ShownPart = { kind: 'near'; box: Box } | { kind: 'far' }

/** Below this zoom no word of a node can be read. */
const ILLEGIBLE = 0.4
/** Kept in the page around what is seen, as a share of it, so that not every step of the camera changes the page. */
const MARGIN = 0.12
/** More of the canvas than so many times what is seen is not kept. */
const MOST = 8

/** The part that is to be in the page now; the same one while it still does. */
function partAfter(before: ShownPart | null, state: ReactFlowState): ShownPart {
  if (state.transform[2] < ILLEGIBLE) return before?.kind === 'far' ? before : { kind: 'far' }
  const seen = visibleBox(state)
  if (before?.kind === 'near' && holds(before.box, seen) && areaOf(before.box) <= MOST * areaOf(seen))
    return before
  const [x, y] = [(seen.right - seen.left) * MARGIN, (seen.bottom - seen.top) * MARGIN]
  return {
    kind: 'near',
    box: { left: seen.left - x, top: seen.top - y, right: seen.right + x, bottom: seen.bottom + y },
  }
}

interface PartWatcherProps {
  /** Called when another part is to be in the page. */
  onPart: (part: ShownPart) => void
}

/** Follows the camera over a large net. */
export function PartWatcher({ onPart }: PartWatcherProps) {
  const flow = useStoreApi()
  useEffect(() => {
    let part: ShownPart | null = null
    const look = () => {
      const state = flow.getState()
      if (state.width === 0) return
      const next = partAfter(part, state)
      if (next === part) return
      part = next
      onPart(next)
    }
    look()
    return flow.subscribe(look)
  }, [flow, onPart])
  return null
}

function holds(outer: Box, inner: Box): boolean {
  return (
    outer.left <= inner.left &&
    outer.top <= inner.top &&
    outer.right >= inner.right &&
    outer.bottom >= inner.bottom
  )
}

function areaOf({ left, top, right, bottom }: Box): number {
  return (right - left) * (bottom - top)
}
