/** Breakpoints that cannot stop anything: warnings, as they are a matter of the view. */
import { breakpointProblem, breakpointsOf, unreadableBreakpoints } from '../breakpoints/document-breakpoints'
import type { GraphDocument } from '../document/document'
import type { Finding } from '../document/finding'
import { tell, told } from '../../words/tell'

export function checkBreakpoints(document: GraphDocument): Finding[] {
  const count = unreadableBreakpoints(document)
  const unreadable: Finding[] =
    count === 0
      ? []
      : [
          {
            severity: 'warning',
            ...told('breakpoint.unreadable', 'Entries of view.breakpoints are no breakpoints: {{count}}.', {
              count,
            }),
            remedy: tell('remedy.breakpoint_keys', 'Each needs a module, a place and a pass.'),
          },
        ]
  return [...unreadable, ...breakpointsOf(document).flatMap((each) => finding(document, each))]
}

function finding(document: GraphDocument, breakpoint: ReturnType<typeof breakpointsOf>[number]): Finding[] {
  const problem = breakpointProblem(document, breakpoint)
  if (problem === undefined) return []
  const { id, module, edge, port, parameter, node = port?.node ?? parameter?.node } = breakpoint
  const command = { kind: 'set-breakpoint', id, breakpoint: null } as const
  return [
    {
      severity: 'warning',
      module,
      ...(edge === undefined ? {} : { edge }),
      ...(node === undefined ? {} : { node }),
      ...problem,
      fixes: [{ label: tell('fix.without_breakpoint', 'Take the breakpoint out'), command }],
    },
  ]
}
