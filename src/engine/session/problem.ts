/** Errors as problems: what is wrong, where, and what to do about it. */
import type { z } from 'zod'
import { NodeError } from '../build/pass'
import { DatasetError } from '../data/dataset'
import type { EngineProblem } from '../protocol'

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
  return {
    message: `The engine does not understand this command${place ? ` (at ${place})` : ''}: ${issue?.message ?? 'invalid'}.`,
  }
}
