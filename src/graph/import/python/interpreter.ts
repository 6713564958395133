/**
 * Runs the Python that describes a net, as far as it is certain without data: constructors with their loops and conditions,
 * and `forward` with tensors that are only wires. Nothing outside of the text is ever run or read.
 */
import type { ImportNote } from '../result/imported'
import { binaryPlain, unaryPlain } from './arithmetic'
import { assertNever } from '../../basics/assert-never'
import { namedNumber } from './builtins'
import { bindArguments } from './arguments'
import { assign, forget } from './assignment'
import { firstLine, isModuleClass, keyOf, memberOf, superOf, textOf } from './attributes'
import type { Arguments } from './arguments'
import type { Library, Note } from './library'
import { isWhole } from './parse-expression'
import { refusals } from './refusals'
import type { Argument, Expression, Statement } from './syntax'
import { NoNet, Unreadable } from './syntax'
import { isKind, isModuleValue, list, Scope, truth, UNKNOWN } from './values'
import type { ClassValue, FunctionValue, InstanceValue, Value } from './values'

/** More steps are a program, not a description. */
const MAX_STEPS = 2_000_000
const MAX_DEPTH = 80
const MAX_NOTES = 200

/** Expressions that work on the values of others. */
type Operating = Extract<
  Expression,
  { kind: 'member' | 'subscript' | 'slice' | 'call' | 'unary' | 'binary' | 'conditional' }
>

type Flow = { value: Value } | undefined

export class Interpreter {
  readonly notes: ImportNote[] = []
  readonly globals = new Scope()
  private steps = 0
  private depth = 0
  private quiet = false

  readonly lib: Library

  constructor(library: (interpreter: Interpreter) => Library) {
    this.lib = library(this)
  }

  readonly note: Note = (said, line) => {
    if (this.quiet || this.notes.length >= MAX_NOTES) return
    if (!this.notes.some((note) => note.message === said.message && note.line === line))
      this.notes.push({ severity: 'warning', ...said, line })
  }

  /** The statements outside of functions: what in them is no net is nothing to tell. */
  runFile(statements: readonly Statement[]): void {
    for (const statement of statements) {
      this.quiet = statement.kind !== 'class'
      this.guarded(statement, this.globals)
    }
    this.quiet = false
  }

  run(statements: readonly Statement[], scope: Scope): Flow {
    for (const statement of statements) {
      const flow = this.guarded(statement, scope)
      if (flow !== undefined) return flow
    }
    return undefined
  }

  /** A statement that cannot be read is told, and what it assigns is unknown. */
  private guarded(statement: Statement, scope: Scope): Flow {
    try {
      return this.statement(statement, scope)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.note(error.told, error.line)
      if (statement.kind === 'assign') for (const target of statement.targets) forget(this, target, scope)
      return statement.kind === 'return' ? { value: UNKNOWN } : undefined
    }
  }

  private statement(statement: Statement, scope: Scope): Flow {
    this.step(statement.line)
    switch (statement.kind) {
      case 'assign': {
        const value = this.evaluate(statement.value, scope)
        for (const target of statement.targets) assign(this, target, value, scope)
        return undefined
      }
      case 'update': {
        const { target, operator, line } = statement
        const value = this.operate(
          operator,
          this.evaluate(target, scope),
          this.evaluate(statement.value, scope),
          line,
        )
        assign(this, target, value, scope)
        return undefined
      }
      case 'expression':
        this.evaluate(statement.value, scope)
        return undefined
      case 'return':
        return { value: statement.value === null ? null : this.evaluate(statement.value, scope) }
      case 'if':
        return this.branch(statement, scope)
      case 'for':
        return this.loop(statement, scope)
      case 'function': {
        const { name, parameters, body, line, source } = statement
        const own = this.lib.ownDefinition(source)
        scope.names.set(name, own ?? { kind: 'function', name, parameters, body, scope, line })
        return undefined
      }
      case 'class':
        scope.names.set(statement.name, this.makeClass(statement, scope))
        return undefined
      case 'import':
        for (const { local, path } of statement.names) scope.names.set(local, { kind: 'global', path })
        return undefined
      case 'pass':
      case 'assert':
        return undefined
      case 'raise':
        throw new Unreadable(refusals.raises(), statement.line)
      case 'other':
        throw new Unreadable(refusals.unread(firstLine(statement.text)), statement.line)
      default:
        return assertNever(statement)
    }
  }

  private branch(statement: Extract<Statement, { kind: 'if' }>, scope: Scope): Flow {
    for (const { test, body } of statement.branches) {
      const decided = truth(this.evaluate(test, scope))
      if (decided === undefined) this.note(refusals.undecided(), test.line)
      if (decided === true) return this.run(body, scope)
    }
    return this.run(statement.otherwise, scope)
  }

  private loop({ target, iterable, body, line }: Extract<Statement, { kind: 'for' }>, scope: Scope): Flow {
    for (const item of this.lib.items(this.evaluate(iterable, scope), line)) {
      assign(this, target, item, scope)
      const flow = this.run(body, scope)
      if (flow !== undefined) return flow
    }
    return undefined
  }

  private makeClass(statement: Extract<Statement, { kind: 'class' }>, scope: Scope): Value {
    const own = this.lib.ownDefinition(statement.source)
    if (own !== undefined) return own
    const [first] = statement.bases
    const base = first === undefined ? null : this.evaluate(first, scope)
    const inner = new Scope(scope)
    this.run(statement.body, inner)
    return {
      kind: 'class',
      name: statement.name,
      line: statement.line,
      base: isKind(base, 'class') || isKind(base, 'global') ? base : null,
      members: inner.names,
    }
  }

  evaluate(expression: Expression, scope: Scope): Value {
    this.step(expression.line)
    switch (expression.kind) {
      case 'constant':
        return expression.value
      case 'name': {
        const value = scope.find(expression.name)
        return value === undefined ? { kind: 'global', path: expression.name } : value
      }
      case 'format':
        return expression.parts
          .map((part) => (typeof part === 'string' ? part : textOf(this.evaluate(part, scope))))
          .join('')
      case 'list':
        return list(this.elements(expression.items, scope), expression.tuple)
      case 'dict':
        return {
          kind: 'dict',
          entries: new Map(
            expression.entries.map(([key, value]) => [
              keyOf(this.evaluate(key, scope)),
              this.evaluate(value, scope),
            ]),
          ),
        }
      case 'comprehension':
        return this.comprehension(expression, scope)
      case 'lambda':
        return {
          kind: 'function',
          name: 'lambda',
          parameters: expression.parameters,
          body: expression.body,
          scope,
          line: expression.line,
        }
      case 'star':
        throw new Unreadable(refusals.star(), expression.line)
      case 'other':
        throw new Unreadable(refusals.unread(firstLine(expression.text)), expression.line)
      case 'member':
      case 'subscript':
      case 'slice':
      case 'call':
      case 'unary':
      case 'binary':
      case 'conditional':
        return this.compute(expression, scope)
      default:
        return assertNever(expression)
    }
  }

  private compute(expression: Operating, scope: Scope): Value {
    switch (expression.kind) {
      case 'member':
        return this.member(this.evaluate(expression.object, scope), expression.name, expression.line)
      case 'subscript': {
        const object = this.evaluate(expression.object, scope)
        return this.lib.subscript(
          object,
          expression.index.map((index) => this.evaluate(index, scope)),
          expression.line,
        )
      }
      case 'slice': {
        const part = (inner?: Expression): Value => (inner === undefined ? null : this.evaluate(inner, scope))
        return {
          kind: 'slice',
          start: part(expression.start),
          stop: part(expression.stop),
          step: part(expression.step),
        }
      }
      case 'call':
        return this.call(
          this.evaluate(expression.callee, scope),
          this.arguments(expression.args, scope, expression.line),
          scope,
        )
      case 'unary': {
        const operand = this.evaluate(expression.operand, scope)
        if (expression.operator === 'not') return !(truth(operand) ?? true)
        const value = unaryPlain(expression.operator, operand)
        return value === undefined ? this.lib.binary('*', operand, -1, expression.line) : value
      }
      case 'binary':
        return this.binary(expression, scope)
      case 'conditional': {
        const decided = truth(this.evaluate(expression.test, scope))
        return this.evaluate(decided === true ? expression.yes : expression.no, scope)
      }
      default:
        return assertNever(expression)
    }
  }

  private elements(items: readonly Expression[], scope: Scope): Value[] {
    return items.flatMap((item) =>
      item.kind === 'star'
        ? this.lib.items(this.evaluate(item.value, scope), item.line)
        : [this.evaluate(item, scope)],
    )
  }

  private comprehension(expression: Extract<Expression, { kind: 'comprehension' }>, scope: Scope): Value {
    const { element, target, iterable, conditions, line } = expression
    const inner = new Scope(scope)
    const items: Value[] = []
    for (const item of this.lib.items(this.evaluate(iterable, scope), line)) {
      assign(this, target, item, inner)
      if (conditions.every((condition) => truth(this.evaluate(condition, inner)) === true))
        items.push(this.evaluate(element, inner))
    }
    return list(items)
  }

  private binary(
    { operator, left, right, line }: Extract<Expression, { kind: 'binary' }>,
    scope: Scope,
  ): Value {
    const first = this.evaluate(left, scope)
    if (operator === 'and' || operator === 'or') {
      const decided = truth(first)
      if (decided === (operator === 'or')) return first
      const second = this.evaluate(right, scope)
      if (decided !== undefined) return second
      return truth(second) === (operator === 'or') ? second : UNKNOWN
    }
    return this.operate(operator, first, this.evaluate(right, scope), line)
  }

  private operate(operator: string, left: Value, right: Value, line: number): Value {
    const value = binaryPlain(operator, left, right)
    return value === undefined ? this.lib.binary(operator, left, right, line) : value
  }

  member(object: Value, name: string, line: number): Value {
    if (isKind(object, 'global')) {
      const path = `${object.path}.${name}`
      return namedNumber(path) ?? { kind: 'global', path }
    }
    if (isKind(object, 'unknown')) return UNKNOWN
    if (isKind(object, 'instance')) {
      const own = object.attributes.get(name)
      if (own !== undefined) return own
      const member = memberOf(object.class, name)
      if (isKind(member, 'function')) return { kind: 'method', self: object, name }
      if (member !== undefined) return member
    }
    if (isKind(object, 'class')) {
      const member = memberOf(object, name)
      if (member !== undefined) return member
    }
    const value = this.lib.attribute(object, name, line)
    return value === undefined ? { kind: 'method', self: object, name } : value
  }

  call(callee: Value, args: Arguments, scope: Scope): Value {
    if (isKind(callee, 'unknown')) return UNKNOWN
    if (isKind(callee, 'function')) return this.callFunction(callee, args)
    if (isKind(callee, 'class')) return this.construct(callee, args)
    if (isKind(callee, 'global')) {
      if (callee.path === 'super') return superOf(scope, args.line)
      return this.lib.callGlobal(callee.path, args)
    }
    if (isKind(callee, 'method')) {
      const method = isKind(callee.self, 'instance') ? memberOf(callee.self.class, callee.name) : undefined
      if (isKind(method, 'function'))
        return this.callFunction(method, { ...args, positional: [callee.self, ...args.positional] })
      return this.lib.callMethod(callee.self, callee.name, args)
    }
    if (isKind(callee, 'hook')) return this.lib.callMethod(callee, 'call', args)
    if (isModuleValue(callee)) return this.lib.callModule(callee, args)
    throw new Unreadable(refusals.called(), args.line)
  }

  callFunction(callee: FunctionValue, args: Arguments): Value {
    if (this.depth >= MAX_DEPTH) throw new Unreadable(refusals.endless(callee.name), args.line)
    const scope = new Scope(callee.scope)
    bindArguments(callee, args, (parameter) => this.evaluate(parameter, callee.scope), scope)
    this.depth += 1
    try {
      if (!Array.isArray(callee.body)) return this.evaluate(callee.body as Expression, scope)
      return this.run(callee.body as readonly Statement[], scope)?.value ?? null
    } finally {
      this.depth -= 1
    }
  }

  /** An instance of a class of the file. Errors: its constructor needs an argument that is not given. */
  construct(type: ClassValue, args: Arguments): InstanceValue {
    const instance: InstanceValue = {
      kind: 'instance',
      class: type,
      attributes: new Map(),
      examples: [],
      hooks: [],
      line: args.line,
    }
    // A line outside of classes may be no part of the net, but what it makes of one is.
    const { quiet } = this
    this.quiet = quiet && !isModuleClass(type)
    try {
      this.initialise(instance, type, args)
    } finally {
      this.quiet = quiet
    }
    return instance
  }

  private initialise(instance: InstanceValue, type: ClassValue, args: Arguments): void {
    const constructor = memberOf(type, '__init__')
    if (isKind(constructor, 'function'))
      this.callFunction(constructor, { ...args, positional: [instance, ...args.positional] })
    else this.lib.callMethod(instance, '__init__', args)
  }

  private arguments(args: readonly Argument[], scope: Scope, line: number): Arguments {
    const positional: Value[] = []
    const named = new Map<string, Value>()
    for (const { value, name, star } of args) {
      const given = this.evaluate(value, scope)
      if (name !== undefined) named.set(name, given)
      else if (star === '*') positional.push(...this.lib.items(given, line))
      else if (star === '**' && isKind(given, 'dict'))
        for (const [key, item] of given.entries) named.set(String(key), item)
      else if (star === undefined) positional.push(given)
    }
    const last = args.findLast(({ name, star }) => name === undefined && star === undefined)
    return { positional, named, line, whole: last !== undefined && isWhole(last.value) }
  }

  private step(line: number): void {
    this.steps += 1
    if (this.steps > MAX_STEPS) throw new NoNet(refusals.tooLong(line))
  }
}
