/** Expressions of Python as the tree of `syntax.ts`. */
import type { SyntaxNode } from '@lezer/common'
import { parseBoolean } from './parse-boolean'
import type { Source } from './source'
import { Unreadable } from './syntax'
import type { Argument, ComprehensionLoop, Expression, Parameter } from './syntax'
import { told } from '../../../words/tell'

/** Deeper nesting is an attack on the stack, not a net. */
const MAX_DEPTH = 150

type Parse = (node: SyntaxNode, source: Source, depth: number) => Expression

const PARSERS: Readonly<Record<string, Parse>> = {
  VariableName: (node, source) => ({ kind: 'name', line: source.lineAt(node.from), name: source.text(node) }),
  Ellipsis: (node, source) => ({ kind: 'name', line: source.lineAt(node.from), name: '...' }),
  Number: (node, source) =>
    /j$/i.test(source.text(node))
      ? other(node, source)
      : {
          kind: 'constant',
          line: source.lineAt(node.from),
          value: numberOf(source.text(node)),
          float: /^[\d_]*\.|^[\d_]+[eE]/.test(source.text(node)),
        },
  Boolean: (node, source) => constant(node, source, source.text(node) === 'True'),
  None: (node, source) => constant(node, source, null),
  String: (node, source) => constant(node, source, stringOf(source.text(node))),
  FormatString: format,
  ContinuedString: continued,
  ParenthesizedExpression: (node, source, depth) => {
    const inner = source.children(node).find((child) => source.isExpression(child))
    return inner === undefined ? other(node, source) : parse(inner, source, depth)
  },
  TupleExpression: (node, source, depth) => sequence(node, source, depth, true),
  ArrayExpression: (node, source, depth) => sequence(node, source, depth, false),
  SetExpression: (node, source, depth) => sequence(node, source, depth, false),
  DictionaryExpression: dictionary,
  CallExpression: call,
  MemberExpression: member,
  UnaryExpression: (node, source, depth) => {
    const negated = parseBoolean(node, source, (operand) => parse(operand, source, depth))
    if (negated !== undefined) return negated
    const [operator, operand] = source.children(node)
    if (operator === undefined || operand === undefined) return other(node, source)
    return {
      kind: 'unary',
      line: source.lineAt(node.from),
      operator: source.text(operator),
      operand: parse(operand, source, depth),
    }
  },
  BinaryExpression: (node, source, depth) =>
    parseBoolean(node, source, (operand) => parse(operand, source, depth)) ?? binary(node, source, depth),
  ConditionalExpression: (node, source, depth) => {
    const [yes, test, no] = source.children(node).filter((child) => source.isExpression(child))
    if (yes === undefined || test === undefined || no === undefined) return other(node, source)
    return {
      kind: 'conditional',
      line: source.lineAt(node.from),
      test: parse(test, source, depth),
      yes: parse(yes, source, depth),
      no: parse(no, source, depth),
    }
  },
  ArrayComprehensionExpression: comprehension,
  ComprehensionExpression: comprehension,
  SetComprehensionExpression: comprehension,
  DictionaryComprehensionExpression: comprehension,
  NamedExpression: (node, source, depth) => {
    const [name, , value] = source.children(node)
    if (name === undefined || value === undefined) return other(node, source)
    return {
      kind: 'named',
      line: source.lineAt(node.from),
      name: source.text(name),
      value: parse(value, source, depth),
    }
  },
  LambdaExpression: (node, source, depth) => {
    const list = node.getChild('ParamList')
    const body = source.children(node).at(-1)
    if (body === undefined) return other(node, source)
    return {
      kind: 'lambda',
      line: source.lineAt(node.from),
      parameters: list === null ? [] : parametersOf(list, source),
      body: parse(body, source, depth),
    }
  },
}

/** Errors: nesting too deep → Unreadable. */
export function parseExpression(node: SyntaxNode, source: Source): Expression {
  return parse(node, source, 0)
}

/** The parameters of a function or lambda. */
export function parametersOf(list: SyntaxNode, source: Source): Parameter[] {
  const parameters: Parameter[] = []
  let star: '*' | '**' | undefined
  let isDefault = false
  for (const child of source.children(list)) {
    const text = source.text(child)
    if (text === '*' || text === '**') star = text
    else if (text === ',') [star, isDefault] = [undefined, false]
    else if (child.name === 'AssignOp') isDefault = true
    else if (isDefault && source.isExpression(child)) {
      const last = parameters.pop()
      if (last !== undefined) parameters.push({ ...last, default: parseExpression(child, source) })
      isDefault = false
    } else if (child.name === 'VariableName')
      parameters.push({ name: text, ...(star === undefined ? {} : { star }) })
  }
  return parameters
}

function parse(node: SyntaxNode, source: Source, depth: number): Expression {
  if (depth > MAX_DEPTH)
    throw new Unreadable(
      told('python.expression_too_deep', 'This is nested too deep to be read.'),
      source.lineAt(node.from),
    )
  const parser = Object.hasOwn(PARSERS, node.name) ? PARSERS[node.name] : undefined
  return parser === undefined ? other(node, source) : parser(node, source, depth + 1)
}

function constant(node: SyntaxNode, source: Source, value: number | string | boolean | null): Expression {
  return { kind: 'constant', line: source.lineAt(node.from), value }
}

function other(node: SyntaxNode, source: Source): Expression {
  return { kind: 'other', line: source.lineAt(node.from), text: source.text(node).slice(0, 60) }
}

function numberOf(text: string): number {
  return Number(text.replaceAll('_', ''))
}

/** The text between the quotes; of the escapes those that names and titles hold. */
function stringOf(text: string): string {
  const [, prefix = '', quote = ''] = /^([a-zA-Z]*)('''|"""|'|")/.exec(text) ?? []
  const inner = text.slice(prefix.length + quote.length, text.length - quote.length)
  if (/r/i.test(prefix)) return inner
  return inner.replace(/\\(.)/gs, (_, letter: string) => ({ n: '\n', t: '\t', '\n': '' })[letter] ?? letter)
}

function format(node: SyntaxNode, source: Source, depth: number): Expression {
  const parts: (string | Expression)[] = []
  const [, prefix = '', quote = ''] = /^([a-zA-Z]*)('''|"""|'|")/.exec(source.text(node)) ?? []
  let at = node.from + prefix.length + quote.length
  for (const child of source.children(node)) {
    if (child.name !== 'FormatReplacement') continue
    const value = source.children(child).find((part) => source.isExpression(part))
    parts.push(source.slice(at, child.from))
    if (value !== undefined) parts.push(formatted(child, parse(value, source, depth), source))
    at = child.to
  }
  parts.push(source.slice(at, node.to - quote.length))
  return { kind: 'format', line: source.lineAt(node.from), parts }
}

/** `{i:02d}`: a whole number, with zeros in front. */
function formatted(node: SyntaxNode, value: Expression, source: Source): Expression {
  const [, width = ''] = /:0(\d)d?\}$/.exec(source.text(node)) ?? []
  if (width === '') return value
  const { line } = value
  const left: Expression = { kind: 'constant', line, value: `%0${width}d` }
  return { kind: 'binary', line, operator: '%', left, right: value }
}

function continued(node: SyntaxNode, source: Source, depth: number): Expression {
  const parts = source.children(node).flatMap((child): (string | Expression)[] => {
    const part = parse(child, source, depth)
    if (part.kind === 'format') return [...part.parts]
    return part.kind === 'constant' ? [String(part.value)] : []
  })
  return { kind: 'format', line: source.lineAt(node.from), parts }
}

function sequence(node: SyntaxNode, source: Source, depth: number, tuple: boolean): Expression {
  const line = source.lineAt(node.from)
  const items: Expression[] = []
  let starred = false
  for (const child of source.children(node)) {
    if (source.text(child) === '*') starred = true
    else if (source.isExpression(child)) {
      const value = parse(child, source, depth)
      items.push(starred ? { kind: 'star', line, value } : value)
      starred = false
    }
  }
  return { kind: 'list', line, items, tuple }
}

function dictionary(node: SyntaxNode, source: Source, depth: number): Expression {
  const entries: [Expression | null, Expression][] = []
  let key: Expression | null = null
  for (const child of source.children(node)) {
    if (!source.isExpression(child)) continue
    const spread = child.prevSibling !== null && source.text(child.prevSibling) === '**'
    const value = parse(child, source, depth)
    if (spread || key !== null) {
      entries.push([key, value])
      key = null
    } else key = value
  }
  return { kind: 'dict', line: source.lineAt(node.from), entries }
}

function call(node: SyntaxNode, source: Source, depth: number): Expression {
  const [callee, list] = source.children(node)
  if (callee === undefined || list === undefined) return other(node, source)
  return {
    kind: 'call',
    line: source.lineAt(node.from),
    callee: parse(callee, source, depth),
    args: argumentsOf(list, source, depth),
  }
}

function argumentsOf(list: SyntaxNode, source: Source, depth: number): Argument[] {
  const inside = source.children(list).slice(1, -1)
  // `f(g(x) for x in xs)` has no brackets of its own.
  if (inside.some(({ name }) => name === 'for')) return [{ value: generated(inside, source, depth) }]
  const groups: SyntaxNode[][] = [[]]
  for (const child of inside) {
    if (source.text(child) === ',') groups.push([])
    else groups.at(-1)?.push(child)
  }
  return groups.flatMap((group): Argument[] => {
    const [first, second] = group
    const last = group.at(-1)
    if (first === undefined || last === undefined) return []
    const text = source.text(first)
    const value = parse(last, source, depth)
    if (text === '*' || text === '**') return [{ value, star: text }]
    return [second?.name === 'AssignOp' ? { value, name: text } : { value }]
  })
}

function member(node: SyntaxNode, source: Source, depth: number): Expression {
  const [object, ...rest] = source.children(node)
  if (object === undefined) return other(node, source)
  const line = source.lineAt(node.from)
  const inner = parse(object, source, depth)
  const property = rest.find(({ name }) => name === 'PropertyName')
  if (property !== undefined)
    return { kind: 'member', line: source.lineAt(property.from), object: inner, name: source.text(property) }
  const groups: SyntaxNode[][] = [[]]
  for (const child of rest.slice(1, -1)) {
    if (source.text(child) === ',') groups.push([])
    else groups.at(-1)?.push(child)
  }
  const index = groups.filter((group) => group.length > 0).map((group) => indexOf(group, source, depth, line))
  return { kind: 'subscript', line, object: inner, index, tuple: groups.length > 1 }
}

/** `i`, or `start:stop:step` with any of them left out. */
function indexOf(group: readonly SyntaxNode[], source: Source, depth: number, line: number): Expression {
  const [first] = group
  if (first !== undefined && group.length === 1 && source.isExpression(first))
    return parse(first, source, depth)
  const parts: (Expression | undefined)[] = [undefined]
  for (const child of group) {
    if (source.text(child) === ':') parts.push(undefined)
    else if (source.isExpression(child)) parts[parts.length - 1] = parse(child, source, depth)
  }
  const [start, stop, step] = parts
  return { kind: 'slice', line, ...(start && { start }), ...(stop && { stop }), ...(step && { step }) }
}

const COMPARISONS = new Set(['<', '>', '<=', '>=', '==', '!=', 'is', 'is not', 'in', 'not in'])

function binary(node: SyntaxNode, source: Source, depth: number): Expression {
  const children = source.children(node)
  const [left] = children
  const right = children.at(-1)
  if (left === undefined || right === undefined || children.length < 3) return other(node, source)
  const operator = children
    .slice(1, -1)
    .map((child) => source.text(child))
    .join(' ')
  const line = source.lineAt(node.from)
  const first = parse(left, source, depth)
  const second = parse(right, source, depth)
  const last = endOfChain(first, left, operator)
  // `a < b < c` is `a < b and b < c`.
  if (last !== undefined)
    return {
      kind: 'binary',
      line,
      operator: 'and',
      left: first,
      right: { kind: 'binary', line, operator, left: last, right: second },
    }
  return { kind: 'binary', line, operator, left: first, right: second }
}

/** The last operand of comparisons that go on. */
function endOfChain(expression: Expression, node: SyntaxNode, operator: string): Expression | undefined {
  if (node.name !== 'BinaryExpression' || expression.kind !== 'binary' || !COMPARISONS.has(operator))
    return undefined
  const last = expression.operator === 'and' ? expression.right : expression
  return last.kind === 'binary' && COMPARISONS.has(last.operator) ? last.right : undefined
}

function comprehension(node: SyntaxNode, source: Source, depth: number): Expression {
  return generated(source.children(node).slice(1, -1), source, depth)
}

/** `element for target in iterable if condition`, or `key: element for …`. */
function generated(parts: readonly SyntaxNode[], source: Source, depth: number): Expression {
  const begins = parts.flatMap(({ name }, index) => (name === 'for' ? [index] : []))
  const [start = 0] = begins
  const made = parts.slice(0, start).filter((part) => source.isExpression(part))
  const [first, second] = made
  const line = first === undefined ? 1 : source.lineAt(first.from)
  const loops = begins.map((begin, index) => loopOf(parts.slice(begin + 1, begins[index + 1]), source, depth))
  if (first === undefined || loops.includes(undefined))
    return { kind: 'other', line, text: 'a comprehension' }
  return {
    kind: 'comprehension',
    line,
    ...(second === undefined ? {} : { key: parse(first, source, depth) }),
    element: parse(second ?? first, source, depth),
    loops: loops.filter((loop) => loop !== undefined),
  }
}

function loopOf(parts: readonly SyntaxNode[], source: Source, depth: number): ComprehensionLoop | undefined {
  const inside = parts.findIndex(({ name }) => name === 'in')
  const targets = parts.slice(0, inside).filter((part) => source.isExpression(part))
  const [target] = targets
  const [iterable, ...conditions] = parts.slice(inside + 1).filter((part) => source.isExpression(part))
  if (inside < 0 || target === undefined || iterable === undefined) return undefined
  const items = targets.map((part) => parse(part, source, depth))
  const line = source.lineAt(target.from)
  return {
    target: targets.length > 1 ? { kind: 'list', line, items, tuple: true } : parse(target, source, depth),
    iterable: parse(iterable, source, depth),
    conditions: conditions.map((part) => parse(part, source, depth)),
  }
}

/** Whether what is written is a float, as a point or a division makes it. */
export function isFloat(expression: Expression): boolean {
  if (expression.kind === 'constant') return expression.float === true
  if (expression.kind === 'unary') return isFloat(expression.operand)
  if (expression.kind === 'list') return expression.items.some(isFloat)
  if (expression.kind !== 'binary') return false
  return expression.operator === '/' || isFloat(expression.left) || isFloat(expression.right)
}

/** Whether whole numbers are written in it, and no float: `torch.tensor` makes int64 of them. */
export function isWhole(expression: Expression): boolean {
  const { kind } = expression
  if (kind === 'constant') return typeof expression.value === 'number' && expression.float !== true
  if (kind === 'unary') return isWhole(expression.operand)
  if (kind === 'list') return expression.items.some(isWhole) && !expression.items.some(isFloat)
  return kind === 'binary' && !isFloat(expression) && (isWhole(expression.left) || isWhole(expression.right))
}
