/** Walks through the statements of a script, whatever they stand in. */
import type { Expression, Statement } from './syntax'

export type Call = Extract<Expression, { kind: 'call' }>

/** Every statement, those in loops, functions and classes too. */
export function* everyStatement(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement
    yield* everyStatement(bodiesOf(statement).flat())
  }
}

/** What stands inside a statement, in its order. */
export function bodiesOf(statement: Statement): (readonly Statement[])[] {
  if (statement.kind === 'if') return [...statement.branches.map(({ body }) => body), statement.otherwise]
  if (!('body' in statement)) return []
  return 'otherwise' in statement && statement.otherwise !== undefined
    ? [statement.body, statement.otherwise]
    : [statement.body]
}

/** The calls that a statement makes itself, not in a body of its own; those around others first. */
export function callsOf(statement: Statement): Call[] {
  const { kind } = statement
  if (kind === 'for') return callsIn(statement.iterable)
  const own = kind === 'assign' || kind === 'update' || kind === 'expression' || kind === 'return'
  return own ? callsIn(statement.value) : []
}

/** The calls in an expression, or in what holds some. */
export function callsIn(value: unknown): Call[] {
  if (Array.isArray(value)) return value.flatMap(callsIn)
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(callsIn)
  return 'kind' in value && value.kind === 'call' ? [value as Call, ...inner] : inner
}

/** The last part of a dotted name; empty where there is none. */
export function nameOf(expression: Expression): string {
  if (expression.kind === 'name' || expression.kind === 'member') return expression.name
  return expression.kind === 'subscript' ? nameOf(expression.object) : ''
}
