/** A located message: what findings, refusals of the engine and of the host, and errors of commands have in common. */

/** What is wrong, where, and what to do about it. */
export interface Problem {
  message: string
  remedy?: string
  /** Name of the definition. */
  module?: string
  /** Node id. */
  node?: string
  /** Node name, as the person knows it. */
  name?: string
  handle?: string
  param?: string
}

/** Carries a problem to whoever can show it; its message is the problem's. Each side has a class of its own. */
export class LocatedError<P extends Problem = Problem> extends Error {
  override readonly name: string = 'LocatedError'
  readonly problem: P

  constructor(problem: P) {
    super(problem.message)
    this.problem = problem
  }
}

/** Only what a problem says, of anything that says more. */
export function problemIn({ message, remedy, module, node, name, handle, param }: Problem): Problem {
  return { message, remedy, module, node, name, handle, param }
}
