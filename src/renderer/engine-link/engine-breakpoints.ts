/** The document's breakpoints as the engine takes them. */
import type { Breakpoint as EngineBreakpoint } from '../../engine/protocol'
import { breakpointProblem, breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import type { GraphDocument } from '../../graph/document/document'
import { placeOf } from '../../graph/document/hook-place'

/** Those that are on and can stop something. */
export function engineBreakpoints(document: GraphDocument): EngineBreakpoint[] {
  return breakpointsOf(document).flatMap((breakpoint) => {
    const place = placeOf(breakpoint)
    const { id, module, path, pass, condition, enabled = true } = breakpoint
    if (place === undefined || !enabled || breakpointProblem(document, breakpoint) !== undefined) return []
    return [{ id, module, ...(path === undefined ? {} : { path: [...path] }), place, pass, condition }]
  })
}
