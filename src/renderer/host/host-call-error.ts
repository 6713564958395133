/** A request that the host or the engine refused. */
import { LocatedError } from '../../graph/document/problem'
import type { HostProblem } from '../../main/contract'

export class HostCallError extends LocatedError<HostProblem> {
  override readonly name = 'HostCallError'
}

/** The problem to show for anything that was thrown. */
export function problemOf(error: unknown): HostProblem {
  if (error instanceof HostCallError) return error.problem
  return { message: error instanceof Error ? error.message : String(error) }
}
