/** The marks of breakpoints on nodes and wires of the canvas. */
import { memo } from 'react'
import { breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import type { Breakpoint, GraphDocument } from '../../graph/document/document'
import type { Detour } from '../../graph/drawing/wire-line'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'

type ByPlace = ReadonlyMap<string, readonly Breakpoint[]>
const NONE: readonly Breakpoint[] = []
const known = new WeakMap<readonly Breakpoint[], Map<string, ByPlace>>()

/** Those of a definition by the node or wire that they sit on, as `node n1` or `edge e1`: worked out once for each change. */
export function breakpointsByPlace(document: GraphDocument, module: string): ByPlace {
  const all = breakpointsOf(document)
  const modules = known.get(all) ?? new Map<string, ByPlace>()
  known.set(all, modules)
  const before = modules.get(module)
  if (before) return before
  const places = new Map<string, Breakpoint[]>()
  for (const breakpoint of all) {
    if (breakpoint.module !== module) continue
    const { edge, port, parameter, node } = breakpoint
    const key = edge === undefined ? `node ${port?.node ?? parameter?.node ?? node ?? ''}` : `edge ${edge}`
    places.set(key, [...(places.get(key) ?? []), breakpoint])
  }
  modules.set(module, places)
  return places
}

/** A dot in the corner of a node that has some, on itself, its outputs or its parameters. */
export const NodeBreakpoints = memo(({ node }: { node: string }) => {
  const { t } = useTranslation()
  const there = useEditor(
    (state) => breakpointsByPlace(state.document, state.module).get(`node ${node}`) ?? NONE,
  )
  if (there.length === 0) return null
  const label = t('debug.breakpoints.mark', { count: there.length })
  return (
    <span
      title={label}
      data-off={there.every(({ enabled }) => enabled === false) ? '' : undefined}
      className="breakpoint-dot absolute -top-1.5 -left-1.5 z-10"
    >
      <span className="sr-only">{label}</span>
    </span>
  )
})
NodeBreakpoints.displayName = 'NodeBreakpoints'

/** From a wire's end to its first mark, from one to the next, and from the wire up to them: below it are pictures of what flows. */
const BEFORE_END = 12
const APART = 13
const ABOVE = 12
/** Along the upright piece of a detour, from the wire's end to them, and to them over the flags of hooks. */
const ALONG = 23
const OVER_FLAGS = 40

interface WireBreakpointsProps {
  edge: string
  x: number
  y: number
  detour: Detour | null
  /** Room at the wire's end that flags of hooks take. */
  flags: number
}

/** Dots over the end of a wire, or at the left of where a detour comes down or up to its end, each with a rim in the colour of its pass. */
export const WireBreakpoints = memo(({ edge, x, y, detour, flags }: WireBreakpointsProps) => {
  const there = useEditor(
    (state) => breakpointsByPlace(state.document, state.module).get(`edge ${edge}`) ?? NONE,
  )
  const along = flags > 0 ? OVER_FLAGS : ALONG
  const [right, height] =
    detour === null
      ? [x - BEFORE_END - flags, y - ABOVE]
      : [detour.back - ABOVE, detour.level < y ? y - along : y + along]
  return there.map(({ id, pass, enabled = true }, at) => (
    <circle
      key={id}
      cx={right - at * APART}
      cy={height}
      r={4.5}
      data-pass={pass}
      data-off={enabled ? undefined : ''}
      className="breakpoint-circle"
      aria-hidden
    />
  ))
})
WireBreakpoints.displayName = 'WireBreakpoints'
