import type { EngineProblem } from '../protocol'

/** What went wrong while a node ran. */
export class NodeError extends Error {
  override readonly name = 'NodeError'
  readonly problem: EngineProblem

  constructor(problem: EngineProblem) {
    super(problem.message)
    this.problem = problem
  }
}
