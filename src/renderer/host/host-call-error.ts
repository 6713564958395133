/** A request that the host or the engine refused. */
import type { HostProblem } from '../../main/contract'

export class HostCallError extends Error {
  override readonly name = 'HostCallError'
  readonly problem: HostProblem

  constructor(problem: HostProblem) {
    super(problem.message)
    this.problem = problem
  }
}

/** The problem to show for anything that was thrown. */
export function problemOf(error: unknown): HostProblem {
  if (error instanceof HostCallError) return error.problem
  return { message: error instanceof Error ? error.message : String(error) }
}
