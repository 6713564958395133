/** The words of an expression, each with its place. */
import { told } from '../../words/tell'
import type { ExpressionProblem } from './problem'

export type Token =
  | { kind: 'number'; text: string; value: number; column: number }
  /** Also `and`, `or` and `not`. */
  | { kind: 'name'; text: string; column: number }
  | { kind: 'symbol'; text: string; column: number }
  | { kind: 'end'; text: ''; column: number }

const SPACE = /[ \t]+/y
/** Python's decimal numbers; underscores and other bases are not among them. */
const NUMBER = /(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?/y
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y
const SYMBOL = /\*\*|<=|>=|==|!=|[-+*/%<>(),]/y

/** The tokens with an `end` behind them, or the first place that none begins at. */
export function tokensOf(text: string): Token[] | ExpressionProblem {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const [found] = pattern.exec(text) ?? []
    if (found !== undefined) at += found.length
    return found
  }
  for (;;) {
    take(SPACE)
    const column = at + 1
    if (at >= text.length) return [...tokens, { kind: 'end', text: '', column }]
    const number = take(NUMBER)
    if (number !== undefined) {
      const value = Number(number)
      const after = text.slice(at, at + 1)
      // `2x`, `1_000`, `0x10` and `01` are no numbers of this language, `1e999` none at all.
      if (/[\w.]/.test(after) || /^0\d/.test(number) || !Number.isFinite(value))
        return {
          column,
          ...told('expression.number', "'{{text}}' at column {{column}} is not a decimal number.", {
            text: (number + (/[\w.]+/.exec(text.slice(at))?.[0] ?? '')).slice(0, 40),
            column,
          }),
        }
      tokens.push({ kind: 'number', text: number, value, column })
      continue
    }
    const name = take(NAME)
    if (name !== undefined) {
      tokens.push({ kind: 'name', text: name, column })
      continue
    }
    const symbol = take(SYMBOL)
    if (symbol === undefined) {
      const [character = ''] = text.slice(at)
      return {
        column,
        ...told(
          'expression.character',
          "'{{character}}' at column {{column}} has no place in an expression.",
          { character, column },
        ),
      }
    }
    tokens.push({ kind: 'symbol', text: symbol, column })
  }
}
