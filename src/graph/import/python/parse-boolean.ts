/**
 * `not`, `and` and `or` by Python's own precedence. The grammar takes all that follows a `not` as what is negated: of
 * `not a and b` it makes `not (a and b)`.
 */
import type { SyntaxNode } from '@lezer/common'
import type { Source } from './source'
import type { Expression } from './syntax'

type Token = { word: 'not' | 'and' | 'or'; line: number } | { word: 'operand'; node: SyntaxNode }
type Parse = (node: SyntaxNode) => Expression

/** undefined for an expression of any other kind. */
export function parseBoolean(node: SyntaxNode, source: Source, parse: Parse): Expression | undefined {
  const tokens = tokensOf(node, source)
  if (tokens.length < 2) return undefined
  let at = 0
  const line = source.lineAt(node.from)
  const next = (): Token | undefined => tokens[at]
  const negation = (): Expression => {
    const token = next()
    at += 1
    if (token?.word === 'operand') return parse(token.node)
    if (token?.word === 'not')
      return { kind: 'unary', line: token.line, operator: 'not', operand: negation() }
    return { kind: 'other', line, text: source.text(node).slice(0, 60) }
  }
  const chain = (operator: 'and' | 'or', part: () => Expression): Expression => {
    let left = part()
    while (next()?.word === operator) {
      at += 1
      left = { kind: 'binary', line, operator, left, right: part() }
    }
    return left
  }
  return chain('or', () => chain('and', negation))
}

/** In the order of the text; what stands in parentheses is one operand. */
function tokensOf(node: SyntaxNode, source: Source): Token[] {
  const [first, second, third] = source.children(node)
  if (first === undefined || second === undefined) return [{ word: 'operand', node }]
  const line = source.lineAt(node.from)
  if (node.name === 'UnaryExpression' && first.name === 'not')
    return [{ word: 'not', line }, ...tokensOf(second, source)]
  if (node.name !== 'BinaryExpression' || third === undefined) return [{ word: 'operand', node }]
  if (second.name !== 'and' && second.name !== 'or') return [{ word: 'operand', node }]
  return [...tokensOf(first, source), { word: second.name, line }, ...tokensOf(third, source)]
}
