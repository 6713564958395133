/** The document's breakpoints as the engine takes them. */
import type { Breakpoint as EngineBreakpoint } from '../../engine/protocol'
import { breakpointProblem, breakpointsOf } from '../../graph/breakpoints/document-breakpoints'
import type { GraphDocument } from '../../graph/document/document'
import { placeOf } from '../../graph/document/hook-place'

/** Those that can stop something; of those that are off the engine keeps how often they have. */
export function engineBreakpoints(document: GraphDocument): EngineBreakpoint[] {
  return breakpointsOf(document).flatMap((breakpoint) => {
    const place = placeOf(breakpoint)
    const { id, module, path, pass, condition, enabled } = breakpoint
    if (place === undefined || breakpointProblem(document, breakpoint) !== undefined) return []
    const off = enabled === false ? { enabled } : {}
    return [
      { id, module, ...(path === undefined ? {} : { path: [...path] }), place, pass, condition, ...off },
    ]
  })
}
