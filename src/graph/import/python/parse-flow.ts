/** `while`, `with` and `try` as the tree of `syntax.ts`. */
import type { SyntaxNode } from '@lezer/common'
import { parseExpression } from './parse-expression'
import type { Source } from './source'
import type { Statement, WithContext } from './syntax'

type Body = (node: SyntaxNode, source: Source) => Statement[]

export function repetition(node: SyntaxNode, source: Source, statements: Body): Statement | undefined {
  const children = source.children(node)
  const test = children.find((child) => source.isExpression(child))
  const [body, otherwise] = children.filter(({ name }) => name === 'Body')
  if (test === undefined || body === undefined) return undefined
  return {
    kind: 'while',
    line: source.lineAt(node.from),
    test: parseExpression(test, source),
    body: statements(body, source),
    otherwise: otherwise === undefined ? [] : statements(otherwise, source),
  }
}

/** `with a() as b, c:` */
export function withContexts(node: SyntaxNode, source: Source, statements: Body): Statement {
  const contexts: WithContext[] = []
  let named = false
  let body: readonly Statement[] = []
  for (const child of source.children(node)) {
    if (child.name === 'Body') body = statements(child, source)
    else if (child.name === 'as') named = true
    else if (source.isExpression(child)) {
      const expression = parseExpression(child, source)
      const last = contexts.at(-1)
      if (named && last !== undefined) contexts.splice(-1, 1, { ...last, target: expression })
      else contexts.push({ context: expression })
      named = false
    }
  }
  return { kind: 'with', line: source.lineAt(node.from), contexts, body }
}

/** What stands under `except` is for what went wrong. */
export function attempt(node: SyntaxNode, source: Source, statements: Body): Statement {
  let body: readonly Statement[] = []
  const otherwise: Statement[] = []
  let handler: Statement[] | undefined
  let part = 'try'
  for (const child of source.children(node)) {
    if (['try', 'except', 'else', 'finally'].includes(child.name)) part = child.name
    else if (child.name !== 'Body') continue
    else if (part === 'try') body = statements(child, source)
    else if (part === 'except') handler ??= statements(child, source)
    else otherwise.push(...statements(child, source))
  }
  return { kind: 'try', line: source.lineAt(node.from), body, handler: handler ?? [], otherwise }
}
