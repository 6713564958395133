/** Python source as the tree of `syntax.ts`, by the grammar of @lezer/python. */
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@lezer/python'
import { parametersOf, parseExpression } from './parse-expression'
import { attempt, repetition, withContexts } from './parse-flow'
import { Source } from './source'
import { Unreadable } from './syntax'
import type { Expression, Statement } from './syntax'
import { tell } from '../../../words/tell'

export interface PythonFile {
  statements: readonly Statement[]
  /** Lines that are no Python. */
  broken: readonly number[]
}

/** Longer texts are no description of a net. */
export const MAX_SOURCE = 2_000_000

/** Parses a whole file; what is no Python is left out and listed. */
export function parsePython(text: string): PythonFile {
  // Names are the same whichever way their accents are written (PEP 3131).
  const complete = withWholeNumbers(text.normalize('NFC'))
  const source = new Source(complete)
  const tree = parser.parse(complete)
  const broken = new Set<number>()
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) broken.add(source.lineAt(node.from))
    },
  })
  return { statements: statementsOf(tree.topNode, source), broken: [...broken].slice(0, 20) }
}

/** Texts and comments; or a number that ends with its point: `2.`, `1.e-3`. */
const POINTS =
  /("{3}[\s\S]*?"{3}|'{3}[\s\S]*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#[^\n]*)|(?<![\w.])(\d[\d_]*)\.(?=[eE][+-]?\d|(?![\w.]))/g

/** The grammar wants a digit behind the point of a number, which Python does not. */
function withWholeNumbers(text: string): string {
  return text.replace(POINTS, (found: string, other: string | undefined, digits: string) =>
    other === undefined ? `${digits}.0` : found,
  )
}

/** Parses one expression, e.g. the arguments that `print(net)` shows. */
export function parsePythonExpression(text: string): Expression | undefined {
  const [statement] = parsePython(text).statements
  return statement?.kind === 'expression' ? statement.value : undefined
}

function statementsOf(node: SyntaxNode, source: Source): Statement[] {
  return source.children(node).flatMap((child) => {
    if (child.name === 'StatementGroup') return statementsOf(child, source)
    try {
      const statement = statementOf(child, source)
      return statement === undefined ? [] : [statement]
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      return [
        {
          kind: 'other',
          line: error.line,
          text: tell('import.code_that_is_nested_very', 'code that is nested very deep'),
        },
      ]
    }
  })
}

const PARSERS: Readonly<Record<string, (node: SyntaxNode, source: Source) => Statement | undefined>> = {
  AssignStatement: assignment,
  UpdateStatement: update,
  ExpressionStatement: (node, source) => ({
    kind: 'expression',
    line: source.lineAt(node.from),
    value: expressions(source.children(node), source, node),
  }),
  ReturnStatement: returned,
  IfStatement: branches,
  ForStatement: loop,
  FunctionDefinition: functionDefinition,
  ClassDefinition: classDefinition,
  DecoratedStatement: decorated,
  ImportStatement: imported,
  PassStatement: (node, source) => ({ kind: 'pass', line: source.lineAt(node.from) }),
  AssertStatement: (node, source) => {
    const test = source.children(node).find((child) => source.isExpression(child))
    const line = source.lineAt(node.from)
    return test === undefined
      ? { kind: 'pass', line }
      : { kind: 'assert', test: parseExpression(test, source), line }
  },
  RaiseStatement: (node, source) => ({ kind: 'raise', line: source.lineAt(node.from) }),
  DeleteStatement: (node, source) => {
    const target = expressions(source.children(node).slice(1), source, node)
    const targets = target.kind === 'list' ? target.items : [target]
    return { kind: 'delete', line: source.lineAt(node.from), targets }
  },
  // To which scope a name belongs changes nothing that is read here.
  ScopeStatement: (node, source) => ({ kind: 'pass', line: source.lineAt(node.from) }),
  PrintStatement: (node, source) => ({ kind: 'pass', line: source.lineAt(node.from) }),
  BreakStatement: (node, source) => ({ kind: 'break', line: source.lineAt(node.from) }),
  ContinueStatement: (node, source) => ({ kind: 'continue', line: source.lineAt(node.from) }),
  WhileStatement: (node, source) => repetition(node, source, statementsOf),
  WithStatement: (node, source) => withContexts(node, source, statementsOf),
  TryStatement: (node, source) => attempt(node, source, statementsOf),
}

function statementOf(node: SyntaxNode, source: Source): Statement | undefined {
  if (!node.name.endsWith('Statement') && !node.name.endsWith('Definition')) return undefined
  const parse = Object.hasOwn(PARSERS, node.name) ? PARSERS[node.name] : undefined
  return parse === undefined ? unknown(node, source) : parse(node, source)
}

function unknown(node: SyntaxNode, source: Source): Statement {
  return { kind: 'other', line: source.lineAt(node.from), text: source.text(node) }
}

/** `a, b` is a tuple, `a` is not. */
function expressions(nodes: readonly SyntaxNode[], source: Source, owner: SyntaxNode): Expression {
  const line = source.lineAt(owner.from)
  const items: Expression[] = []
  let starred = false
  for (const node of nodes) {
    if (source.text(node) === '*') starred = true
    else if (source.isExpression(node)) {
      const value = parseExpression(node, source)
      items.push(starred ? { kind: 'star', line, value } : value)
      starred = false
    }
  }
  const [first] = items
  const isTuple = nodes.some((node) => source.text(node) === ',')
  return first !== undefined && !isTuple ? first : { kind: 'list', line, items, tuple: true }
}

function assignment(node: SyntaxNode, source: Source): Statement | undefined {
  const sides: SyntaxNode[][] = [[]]
  for (const child of source.children(node)) {
    if (child.name === 'AssignOp') sides.push([])
    else if (child.name !== 'TypeDef') sides.at(-1)?.push(child)
  }
  const [first] = sides[0] ?? []
  const line = source.lineAt(node.from)
  if (sides.length < 2)
    return first?.name === 'VariableName' ? { kind: 'declare', line, name: source.text(first) } : undefined
  const annotated = source.children(node).some(({ name }) => name === 'TypeDef')
  const parts = sides.map((side) => expressions(side, source, node))
  const value = parts.pop()
  return value && { kind: 'assign', line, targets: parts, value, ...(annotated ? { annotated } : {}) }
}

function update(node: SyntaxNode, source: Source): Statement {
  const children = source.children(node)
  const at = children.findIndex(({ name }) => name === 'UpdateOp')
  const operator = children[at]
  return {
    kind: 'update',
    line: source.lineAt(node.from),
    target: expressions(children.slice(0, at), source, node),
    operator: operator === undefined ? '' : source.text(operator).slice(0, -1),
    value: expressions(children.slice(at + 1), source, node),
  }
}

function returned(node: SyntaxNode, source: Source): Statement {
  const children = source.children(node).slice(1)
  const value = children.some((child) => source.isExpression(child))
    ? expressions(children, source, node)
    : null
  return { kind: 'return', line: source.lineAt(node.from), value }
}

function branches(node: SyntaxNode, source: Source): Statement {
  const parts: { test: Expression; body: readonly Statement[] }[] = []
  let otherwise: readonly Statement[] = []
  let test: Expression | undefined
  for (const child of source.children(node)) {
    if (source.isExpression(child)) test = parseExpression(child, source)
    else if (child.name === 'Body') {
      const body = statementsOf(child, source)
      if (test === undefined) otherwise = body
      else parts.push({ test, body })
      test = undefined
    }
  }
  return { kind: 'if', line: source.lineAt(node.from), branches: parts, otherwise }
}

function loop(node: SyntaxNode, source: Source): Statement | undefined {
  const children = source.children(node)
  const at = children.findIndex(({ name }) => name === 'in')
  const [body, otherwise] = children.filter(({ name }) => name === 'Body')
  if (at < 0 || body === undefined) return undefined
  return {
    kind: 'for',
    line: source.lineAt(node.from),
    target: expressions(children.slice(1, at), source, node),
    iterable: expressions(children.slice(at + 1, children.indexOf(body)), source, node),
    body: statementsOf(body, source),
    ...(otherwise === undefined ? {} : { otherwise: statementsOf(otherwise, source) }),
  }
}

function functionDefinition(node: SyntaxNode, source: Source): Statement | undefined {
  const name = node.getChild('VariableName')
  const body = node.getChild('Body')
  const list = node.getChild('ParamList')
  if (name === null || body === null) return undefined
  return {
    kind: 'function',
    line: source.lineAt(node.from),
    name: source.text(name),
    parameters: list === null ? [] : parametersOf(list, source),
    body: statementsOf(body, source),
    source: source.text(node).trimEnd(),
  }
}

function classDefinition(node: SyntaxNode, source: Source): Statement | undefined {
  const name = node.getChild('VariableName')
  const body = node.getChild('Body')
  if (name === null || body === null) return undefined
  const list = node.getChild('ArgList')
  const bases = list === null ? [] : source.children(list).filter((child) => source.isExpression(child))
  return {
    kind: 'class',
    line: source.lineAt(node.from),
    name: source.text(name),
    bases: bases.map((base) => parseExpression(base, source)),
    body: statementsOf(body, source),
    source: source.text(node).trimEnd(),
  }
}

/** `@torch.no_grad()`, `@property`, `@dataclass` */
function decorated(node: SyntaxNode, source: Source): Statement | undefined {
  const inner = source.children(node).find(({ name }) => name.endsWith('Definition'))
  const statement = inner && statementOf(inner, source)
  if (statement?.kind !== 'function' && statement?.kind !== 'class') return statement
  const decorators = source
    .children(node)
    .filter(({ name }) => name === 'Decorator')
    .flatMap((decorator) => parsePythonExpression(source.text(decorator).replace(/^@/, '')) ?? [])
    .map((expression) => ({ ...expression, line: source.lineAt(node.from) }))
  return { ...statement, decorators }
}

/** `import torch.nn as nn`, `from torch import nn, optim as o`, `from .parts import *`. */
function imported(node: SyntaxNode, source: Source): Statement {
  const words = source
    .text(node)
    .replace(/#[^\n]*/g, ' ')
    .replace(/[()\\\n]/g, ' ')
  const line = source.lineAt(node.from)
  const from = /^from\s+(\.*)\s*(\S*)\s+import\s+(.*)$/s.exec(words)
  const module = from === null ? '' : `${from[1]}${from[2]}`
  const list = (from?.[3] ?? words.replace(/^import\s+/, '')).split(',')
  const names = list.flatMap((item) => {
    const [, path = '', alias] = /^\s*([^\s]+)(?:\s+as\s+([^\s]+))?\s*$/.exec(item) ?? []
    if (path === '') return []
    if (from)
      return [{ local: alias ?? path, path: module.endsWith('.') ? module + path : `${module}.${path}` }]
    // `import torch.nn` binds `torch`.
    return [
      alias === undefined
        ? { local: path.split('.')[0] ?? path, path: path.split('.')[0] ?? path }
        : { local: alias, path },
    ]
  })
  return { kind: 'import', line, names }
}
