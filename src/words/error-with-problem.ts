/** An error that carries what a person is told of it: what is wrong, where, and what to do. Each part of the program has a kind of its own. */
export abstract class ErrorWithProblem<Problem extends { readonly message: string }> extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}
