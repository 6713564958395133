import type { EngineProblem } from '../protocol'
import { ErrorWithProblem } from '../../words/error-with-problem'

/** What went wrong while a node ran. */
export class NodeError extends ErrorWithProblem<EngineProblem> {
  override readonly name = 'NodeError'
}
