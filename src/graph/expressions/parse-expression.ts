/**
 * Reads an expression: a small part of Python's language of expressions, by a parser of our own, so that nothing of a file is
 * ever run as code. Precedence is Python's: `-2 ** 2` is −4, `2 ** 3 ** 2` is 512, `a < b < c` compares both pairs.
 */
import { nearest } from '../document/identifiers'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'
import { FUNCTIONS, PARAMETERS } from './expression'
import type { ArithmeticOperator, ComparisonOperator, Expression, FunctionName } from './expression'
import { arithmetic, plainValue } from './numbers'
import type { ExpressionProblem } from './problem'
import { tokensOf } from './tokens'
import type { Token } from './tokens'

/** Longer ones, and deeper ones, are no expressions that a person wrote. */
const MAX_LENGTH = 2000
const MAX_DEPTH = 50

const NAMES = ['x', 'step', 'pi'] as const
const COMPARISONS: readonly string[] = ['<', '<=', '>', '>=', '==', '!=']

export type ParsedExpression =
  { expression: Expression; problem?: undefined } | { expression?: undefined; problem: ExpressionProblem }

/** The tree of the text, or the first thing that is wrong with it; it never throws. */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > MAX_LENGTH)
    return {
      problem: {
        column: MAX_LENGTH + 1,
        ...told(
          'expression.too_long',
          'The expression has {{length}} characters; at most {{most}} are read.',
          { length: text.length, most: MAX_LENGTH },
        ),
      },
    }
  const tokens = tokensOf(text)
  if (!Array.isArray(tokens)) return { problem: tokens }
  try {
    return { expression: new Parser(tokens).whole() }
  } catch (error) {
    if (error instanceof Wrong) return { problem: error.problem }
    throw error
  }
}

/** What an expression may be made of, in one sentence. */
export function expressionRemedy(): string {
  return tell(
    'remedy.expression',
    'Write it of numbers, x, step, pi, + - * / ** %, comparisons, and, or, not, and the functions {{functions}}.',
    { functions: FUNCTIONS.join(', ') },
  )
}

/** Leaves the parser at the first problem; `parseExpression` turns it into an answer. */
class Wrong extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.message)
  }
}

class Parser {
  private at = 0
  private depth = 0

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expression {
    const [first] = this.tokens
    if (first?.kind === 'end') this.fail(told('expression.empty', 'The expression is empty.'), first.column)
    const expression = this.or()
    if (this.next.kind !== 'end') this.unexpected()
    return expression
  }

  private or(): Expression {
    return this.logic('or', () => this.logic('and', () => this.not()))
  }

  private logic(operator: 'and' | 'or', operand: () => Expression): Expression {
    let left = operand()
    while (this.takeName(operator)) left = { kind: 'logic', operator, left, right: operand() }
    return left
  }

  private not(): Expression {
    if (!this.takeName('not')) return this.comparison()
    return { kind: 'not', operand: this.deeper(() => this.not()) }
  }

  private comparison(): Expression {
    const first = this.sum()
    const operators: ComparisonOperator[] = []
    const operands = [first]
    for (let found = this.takeSymbol(COMPARISONS); found; found = this.takeSymbol(COMPARISONS)) {
      operators.push(found.text as ComparisonOperator)
      operands.push(this.sum())
    }
    return operators.length === 0 ? first : { kind: 'comparison', operators, operands }
  }

  private sum(): Expression {
    return this.chain(['+', '-'], () => this.chain(['*', '/', '%'], () => this.factor()))
  }

  private chain(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand()
    for (let found = this.takeSymbol(operators); found; found = this.takeSymbol(operators))
      left = this.combined(found, left, operand())
    return left
  }

  /** Minus binds less than a power and more than a product. */
  private factor(): Expression {
    if (!this.takeSymbol(['-'])) return this.power()
    return { kind: 'negative', operand: this.deeper(() => this.factor()) }
  }

  /** The exponent may have a minus of its own, and a power: `2 ** -x ** 2`. */
  private power(): Expression {
    const base = this.atom()
    const found = this.takeSymbol(['**'])
    return found
      ? this.combined(
          found,
          base,
          this.deeper(() => this.factor()),
        )
      : base
  }

  private atom(): Expression {
    const token = this.next
    if (token.kind === 'number') {
      this.at++
      return { kind: 'number', value: token.value }
    }
    if (token.kind === 'name') return this.named(token.text, token.column)
    if (!this.takeSymbol(['('])) this.unexpected()
    const inner = this.deeper(() => this.or())
    this.expect(')')
    return inner
  }

  private named(text: string, column: number): Expression {
    if (['and', 'or', 'not'].includes(text)) this.unexpected()
    this.at++
    const name = NAMES.find((known) => known === text)
    const call = this.takeSymbol(['('])
    if (call && isFunction(text)) return { kind: 'call', name: text, args: this.args(text, column) }
    if (!call && name !== undefined) return { kind: 'name', name }
    if (call) this.fail(unknown('function', text, FUNCTIONS, column), column)
    if (isFunction(text))
      this.fail(
        told(
          'expression.no_call',
          "'{{name}}' at column {{column}} is a function: call it, as {{example}}.",
          {
            name: text,
            column,
            example: signature(text),
          },
        ),
        column,
      )
    return this.fail(unknown('name', text, NAMES, column), column)
  }

  private args(name: FunctionName, column: number): Expression[] {
    const args: Expression[] = []
    if (!this.takeSymbol([')'])) {
      do args.push(this.deeper(() => this.or()))
      while (this.takeSymbol([',']))
      this.expect(')')
    }
    if (args.length !== PARAMETERS[name].length)
      this.fail(
        told('expression.arguments', "'{{name}}' at column {{column}} is called as {{example}}.", {
          name,
          column,
          example: signature(name),
        }),
        column,
      )
    return args
  }

  /** What two plain numbers make is one, unless they make none, as 1 / 0. */
  private combined({ text, column }: Token, left: Expression, right: Expression): Expression {
    const operator = text as ArithmeticOperator
    const [a, b] = [plainValue(left), plainValue(right)]
    if (a !== undefined && b !== undefined && !Number.isFinite(arithmetic(operator, a, b)))
      this.fail(
        told('expression.no_number', "'{{operator}}' at column {{column}} gives no finite number.", {
          operator,
          column,
        }),
        column,
      )
    return { kind: 'arithmetic', operator, left, right }
  }

  private deeper<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH)
      this.fail(
        told('expression.too_deep', 'The expression is nested more than {{most}} levels deep.', {
          most: MAX_DEPTH,
        }),
        this.next.column,
      )
    const result = read()
    this.depth--
    return result
  }

  private get next(): Token {
    return this.tokens[this.at]!
  }

  private takeName(word: string): boolean {
    const { kind, text } = this.next
    if (kind !== 'name' || text !== word) return false
    this.at++
    return true
  }

  private takeSymbol(symbols: readonly string[]): Token | null {
    const token = this.next
    if (token.kind !== 'symbol' || !symbols.includes(token.text)) return null
    this.at++
    return token
  }

  private expect(symbol: string): void {
    if (this.takeSymbol([symbol])) return
    const { text, column } = this.next
    this.fail(
      told('expression.expected', "'{{symbol}}' is missing at column {{column}}{{before}}.", {
        symbol,
        column,
        before: text === '' ? '' : tell('expression.before', ", before '{{text}}'", { text }),
      }),
      column,
    )
  }

  private unexpected(): never {
    const { kind, text, column } = this.next
    if (kind === 'end')
      this.fail(told('expression.ends', 'The expression ends at column {{column}}, where a value is missing.', { column }), column) // prettier-ignore
    return this.fail(
      told('expression.unexpected', "'{{text}}' at column {{column}} is not expected there.", {
        text,
        column,
      }),
      column,
    )
  }

  private fail(problem: Told, column: number): never {
    throw new Wrong({ ...problem, column })
  }
}

function isFunction(name: string): name is FunctionName {
  return (FUNCTIONS as readonly string[]).includes(name)
}

function signature(name: FunctionName): string {
  return `${name}(${PARAMETERS[name].join(', ')})`
}

function unknown(what: 'function' | 'name', name: string, known: readonly string[], column: number): Told {
  const near = nearest(name, known)
  const values = { name: name.slice(0, 40), column }
  if (near !== undefined && near !== name)
    return what === 'function'
      ? told(
          'expression.near_function',
          "There is no function '{{name}}', at column {{column}}; did you mean '{{near}}'?",
          { ...values, near },
        )
      : told(
          'expression.near_name',
          "There is no '{{name}}', at column {{column}}; did you mean '{{near}}'?",
          { ...values, near },
        )
  return what === 'function'
    ? told('expression.unknown_function', "There is no function '{{name}}', at column {{column}}.", values)
    : told('expression.unknown_name', "There is no '{{name}}', at column {{column}}.", values)
}
