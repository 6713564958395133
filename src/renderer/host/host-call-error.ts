/** A request that the host or the engine refused. */
import type { HostProblem } from '../../main/contract'
import { ErrorWithProblem } from '../../words/error-with-problem'

export class HostCallError extends ErrorWithProblem<HostProblem> {
  override readonly name = 'HostCallError'
}

/** The problem to show for anything that was thrown. */
export function problemOf(error: unknown): HostProblem {
  if (error instanceof HostCallError) return error.problem
  return { message: error instanceof Error ? error.message : String(error) }
}
