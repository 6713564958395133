/** Errors as problems: what is wrong, where, and what to do about it. */
import type { z } from 'zod'
import { NodeError } from '../build/pass'
import { DatasetError } from '../data/dataset'
import type { EngineProblem } from '../protocol'
import { tell } from '../../words/tell'

/** A command that cannot be done, or a run that cannot go on, in words for a person. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: EngineProblem

  constructor(problem: EngineProblem) {
    super(problem.message)
    this.problem = problem
  }
}

/** Whatever was thrown, as a problem. */
export function problemOf(error: unknown): EngineProblem {
  if (error instanceof ProblemError || error instanceof NodeError) return error.problem
  if (error instanceof DatasetError)
    return { message: error.problem, remedy: error.remedy, ...(error.place && { param: error.place }) }
  return { message: error instanceof Error ? error.message : String(error) }
}

/** The first thing a schema found wrong with a command. */
export function commandProblem(error: z.ZodError): EngineProblem {
  const issue = error.issues[0]
  const place = issue?.path.map(String).join('.')
  const reason = issue?.message ?? 'invalid'
  return {
    message: place
      ? tell('engine.command_at', 'The engine does not understand this command (at {{place}}): {{reason}}.', {
          place,
          reason,
        })
      : tell('engine.command', 'The engine does not understand this command: {{reason}}.', { reason }),
  }
}
