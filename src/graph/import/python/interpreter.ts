/**
 * Runs the Python that describes a net, as far as it is certain without data: constructors with their loops and conditions,
 * and `forward` with tensors that are only wires. Nothing outside of the text is ever run or read.
 */
import type { Project } from '../result/imported'
import { binaryPlain, unaryPlain } from './arithmetic'
import { assertNever } from '../../basics/assert-never'
import { bindArguments } from './arguments'
import { argumentsOf } from './call-arguments'
import { assertedOf } from './assertion'
import { assign, forget, remove } from './assignment'
import { firstLine, memberOf, superOf, textOf } from './attributes'
import type { Arguments } from './arguments'
import { ClassMaker } from './class-maker'
import { comprehended, dictOf, elementsOf, sliceOf } from './comprehension'
import { Importer, afterBody } from './importer'
import type { Library } from './library'
import { Made } from './made'
import type { Python } from './python'
import { Telling } from './telling'
import { refusals } from './refusals'
import { combined, droppedInTraining, negated, truthOf } from './decisions'
import type { Expression, Statement } from './syntax'
import { NoNet, Unreadable } from './syntax'
import { isKind, isModuleValue, list, Scope } from './values'
import type { ClassValue, FunctionValue, InstanceValue, Value } from './values'

/** More steps are a program, not a description. */
const MAX_STEPS = 2_000_000
const MAX_DEPTH = 80
/** What is refused takes as long as so many steps. */
const REFUSED_STEPS = 50

/** Expressions that work on the values of others. */
type Operating = Extract<
  Expression,
  { kind: 'member' | 'subscript' | 'slice' | 'call' | 'unary' | 'binary' | 'conditional' }
>

/** Why statements do not go on one after another. */
type Flow = { kind: 'return'; value: Value } | { kind: 'break' } | { kind: 'continue' } | undefined

export class Interpreter extends Telling implements Python {
  readonly globals = new Scope()
  readonly importer: Importer
  readonly classes: ClassMaker
  readonly made = new Made()
  /** What is being run. */
  line = 1
  private steps = 0
  private depth = 0

  readonly lib: Library

  constructor(library: (interpreter: Interpreter) => Library, project?: Project) {
    super()
    this.lib = library(this)
    this.importer = new Importer(this, project)
    this.classes = new ClassMaker(this)
  }

  /** The statements outside of functions: what in them is no net is nothing to tell. A program that never ends is left. */
  runFile(statements: readonly Statement[], scope: Scope = this.globals): void {
    const { file } = this
    for (const statement of statements) {
      const before = this.steps
      try {
        this.loudly(statement.kind === 'class', () => this.guarded(statement, scope))
      } catch (error) {
        if (!(error instanceof NoNet)) throw error
        this.steps = before
      }
    }
    this.file = file
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
    this.file = scope.file
    try {
      return this.statement(statement, scope)
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.file = scope.file
      this.step(error.line, REFUSED_STEPS)
      this.note(error.told, error.line)
      const unknown = this.unknown(error.told, error.line)
      if (statement.kind === 'assign')
        for (const target of statement.targets) forget(this, target, unknown, scope)
      if (statement.kind === 'update') forget(this, statement.target, unknown, scope)
      if (statement.kind === 'import')
        for (const { local } of statement.names) scope.names.set(local, unknown)
      return statement.kind === 'return' ? { kind: 'return', value: unknown } : undefined
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
        const before = this.evaluate(target, scope)
        const value = this.operate(operator, before, this.evaluate(statement.value, scope), line)
        // A tensor itself is changed, under all of its names.
        if (!this.lib.changed(before, value)) assign(this, target, value, scope)
        return undefined
      }
      case 'expression':
        return void this.evaluate(statement.value, scope)
      case 'return':
        return {
          kind: 'return',
          value: statement.value === null ? null : this.evaluate(statement.value, scope),
        }
      case 'if':
        return this.branch(statement, scope)
      case 'for':
        return this.loop(statement, scope)
      case 'while':
        return this.repeat(statement, scope)
      case 'with':
        return this.within(statement, scope)
      case 'try':
        return this.run(statement.body, scope) ?? this.run(afterBody(statement, scope), scope)
      case 'function':
      case 'class':
      case 'import':
        this.bind(statement, scope)
        return undefined
      case 'delete':
        for (const target of statement.targets) remove(this, target, scope)
        return undefined
      case 'break':
      case 'continue':
        return { kind: statement.kind }
      case 'assert':
        return this.asserted(statement, scope)
      case 'pass':
      case 'declare':
        return undefined
      case 'raise':
        throw this.raised(statement.line)
      case 'other':
        throw new Unreadable(refusals.unread(firstLine(statement.text)), statement.line)
      default:
        return assertNever(statement)
    }
  }

  private asserted({ test, line }: Extract<Statement, { kind: 'assert' }>, scope: Scope): undefined {
    if (!this.lib.isFollowing() || assertedOf(test, scope) !== false) return
    this.lib.unlikely()
    this.note(refusals.assertion(), line)
  }

  private raised(line: number): Unreadable {
    if (this.lib.isFollowing()) this.lib.unlikely()
    return new Unreadable(refusals.raises(), line)
  }

  /** Names for a function, a class, or what is imported. */
  private bind(statement: Extract<Statement, { kind: 'function' | 'class' | 'import' }>, scope: Scope): void {
    if (statement.kind === 'import') {
      this.importer.bind(statement.names, scope, statement.line)
      return
    }
    const { kind, name, source, line } = statement
    const value =
      this.lib.ownDefinition(source) ??
      (kind === 'class'
        ? this.classes.make(statement, scope)
        : { kind, name, parameters: statement.parameters, body: statement.body, scope, line })
    scope.names.set(name, this.classes.decorated(statement.decorators, value, scope))
  }

  private within(statement: Extract<Statement, { kind: 'with' }>, scope: Scope): Flow {
    for (const { context, target } of statement.contexts) {
      const value = this.lib.enter(this.evaluate(context, scope), context.line)
      if (target !== undefined) assign(this, target, value, scope)
    }
    return this.run(statement.body, scope)
  }

  private branch(statement: Extract<Statement, { kind: 'if' }>, scope: Scope): Flow {
    for (const { test, body } of statement.branches)
      if (this.decide(this.evaluate(test, scope), test.line)) return this.run(body, scope)
    return this.run(statement.otherwise, scope)
  }

  /** Whether a condition holds; where only running would tell, it is told that it is taken as false. */
  decide(value: Value, line: number): boolean {
    const decided = truthOf(value)
    if (decided !== undefined) return decided
    const assumed = isKind(value, 'unknown') ? value.assume : undefined
    this.note(assumed === undefined ? refusals.undecided() : refusals.whileTraining(), line)
    return assumed ?? false
  }

  private loop(statement: Extract<Statement, { kind: 'for' }>, scope: Scope): Flow {
    const { target, iterable, body, line, otherwise = [] } = statement
    for (const item of this.lib.items(this.evaluate(iterable, scope), line)) {
      assign(this, target, item, scope)
      const flow = this.run(body, scope)
      if (flow?.kind === 'return') return flow
      if (flow?.kind === 'break') return undefined
    }
    return this.run(otherwise, scope)
  }

  private repeat(statement: Extract<Statement, { kind: 'while' }>, scope: Scope): Flow {
    const { test, body, otherwise, line } = statement
    for (;;) {
      this.step(line)
      const goesOn = truthOf(this.evaluate(test, scope))
      if (goesOn === undefined) throw new Unreadable(refusals.openLoop(), line)
      if (!goesOn) return this.run(otherwise, scope)
      const flow = this.run(body, scope)
      if (flow?.kind === 'return') return flow
      if (flow?.kind === 'break') return undefined
    }
  }

  evaluate(expression: Expression, scope: Scope): Value {
    this.step(expression.line)
    if (expression.kind === 'constant') return expression.value
    if (expression.kind === 'name') {
      const found = scope.find(expression.name)
      return found === undefined ? this.importer.unbound(expression.name, scope) : found
    }
    const value = this.make(expression, scope)
    this.made.given(value, expression.line)
    return value
  }

  private make(expression: Exclude<Expression, { kind: 'constant' | 'name' }>, scope: Scope): Value {
    switch (expression.kind) {
      case 'format':
        return expression.parts
          .map((part) => (typeof part === 'string' ? part : textOf(this.evaluate(part, scope))))
          .join('')
      case 'list':
        return list(elementsOf(this, expression.items, scope), expression.tuple)
      case 'dict':
        return dictOf(this, expression, scope)
      case 'comprehension':
        return comprehended(this, expression, scope)
      case 'named': {
        const value = this.evaluate(expression.value, scope)
        scope.names.set(expression.name, value)
        return value
      }
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
        if (isKind(object, 'container')) this.made.seen([object], expression.line)
        return this.lib.subscript(
          object,
          expression.index.map((index) => this.evaluate(index, scope)),
          expression.line,
        )
      }
      case 'slice':
        return sliceOf(this, expression, scope)
      case 'call':
        return this.call(this.evaluate(expression.callee, scope), argumentsOf(this, expression, scope), scope)
      case 'unary': {
        const operand = this.evaluate(expression.operand, scope)
        if (expression.operator === 'not') return negated(operand)
        const value = unaryPlain(expression.operator, operand)
        if (value !== undefined) return value
        if (expression.operator === '+') return operand
        if (expression.operator === '~')
          return this.lib.callMethod(operand, 'bitwise_not', {
            positional: [],
            named: new Map(),
            line: expression.line,
          })
        return this.lib.binary('*', operand, -1, expression.line)
      }
      case 'binary':
        return this.binary(expression, scope)
      case 'conditional': {
        const test = this.evaluate(expression.test, scope)
        const dropped = droppedInTraining(test, (yes) =>
          this.evaluate(yes ? expression.yes : expression.no, scope),
        )
        if (dropped !== undefined) return dropped
        const decided = this.decide(test, expression.test.line)
        return this.evaluate(decided ? expression.yes : expression.no, scope)
      }
      default:
        return assertNever(expression)
    }
  }

  private binary(
    { operator, left, right, line }: Extract<Expression, { kind: 'binary' }>,
    scope: Scope,
  ): Value {
    const first = this.evaluate(left, scope)
    if (operator === 'and' || operator === 'or')
      return combined(operator, first, () => this.evaluate(right, scope))
    return this.operate(operator, first, this.evaluate(right, scope), line)
  }

  operate(operator: string, left: Value, right: Value, line: number): Value {
    this.made.seen([left, right], line)
    const value = binaryPlain(operator, left, right)
    return value === undefined ? this.lib.binary(operator, left, right, line) : value
  }

  member(object: Value, name: string, line: number): Value {
    if (isKind(object, 'global')) {
      const path = `${object.path}.${name}`
      return this.importer.library(path)
    }
    if (isKind(object, 'unknown')) return object
    if (isKind(object, 'file')) return this.importer.memberOfFile(object, name, line)
    if (isKind(object, 'instance')) {
      const own = object.attributes.get(name)
      if (own !== undefined) return own
    }
    if (isKind(object, 'instance') || isKind(object, 'class')) {
      const member = memberOf(isKind(object, 'instance') ? object.class : object, name)
      if (isKind(member, 'function')) return this.bound(member, object, name, line)
      if (member !== undefined) return member
    }
    const value = this.lib.attribute(object, name, line)
    return value === undefined ? { kind: 'method', self: object, name } : value
  }

  /** A function of a class, as it is read of an instance or of the class itself. */
  private bound(
    member: FunctionValue,
    object: ClassValue | InstanceValue,
    name: string,
    line: number,
  ): Value {
    if (member.form === 'static') return member
    if (member.form === 'class')
      return { kind: 'method', self: isKind(object, 'instance') ? object.class : object, name }
    if (isKind(object, 'class')) return member
    if (member.form === 'property')
      return this.callFunction(member, { positional: [object], named: new Map(), line })
    return { kind: 'method', self: object, name }
  }

  call(callee: Value, args: Arguments, scope: Scope): Value {
    if (isKind(callee, 'unknown')) return callee
    if (isKind(callee, 'function')) return this.callFunction(callee, args)
    if (isKind(callee, 'class')) return this.classes.construct(callee, args)
    if (isKind(callee, 'global')) {
      if (callee.path === 'super') return superOf(scope, args)
      if (callee.path === 'locals') return { kind: 'dict', entries: new Map(scope.names) }
      this.made.seen(args.positional, args.line)
      return this.lib.callGlobal(callee.path, args)
    }
    if (isKind(callee, 'method')) {
      const { self, name } = callee
      const type = isKind(self, 'instance') ? self.class : isKind(self, 'class') ? self : undefined
      const method = type && memberOf(type, name)
      if (this.classes.tries(self, name)) return this.lib.callModule(self, args)
      if (isKind(method, 'function'))
        return this.callFunction(method, { ...args, positional: [self, ...args.positional] })
      const value = this.lib.callMethod(self, name, args)
      this.made.called(self, name, args)
      return value
    }
    if (isKind(callee, 'hook')) return this.lib.callMethod(callee, 'call', args)
    if (isKind(callee, 'instance') && !isKind(memberOf(callee.class, 'forward'), 'function')) {
      const method = memberOf(callee.class, '__call__')
      if (isKind(method, 'function'))
        return this.callFunction(method, { ...args, positional: [callee, ...args.positional] })
    }
    if (isModuleValue(callee)) return this.lib.callModule(callee, args)
    throw new Unreadable(refusals.called(), args.line)
  }

  callFunction(callee: FunctionValue, args: Arguments): Value {
    if (this.depth >= MAX_DEPTH) throw new Unreadable(refusals.endless(callee.name), args.line)
    const { file } = this
    const scope = new Scope(callee.scope)
    bindArguments(callee, args, (parameter) => this.evaluate(parameter, callee.scope), scope)
    this.depth += 1
    try {
      if (!Array.isArray(callee.body)) return this.evaluate(callee.body as Expression, scope)
      const flow = this.run(callee.body as readonly Statement[], scope)
      return flow?.kind === 'return' ? flow.value : null
    } finally {
      this.depth -= 1
      this.file = file
    }
  }

  private step(line: number, count = 1): void {
    this.line = line
    this.steps += count
    if (this.steps > MAX_STEPS) throw new NoNet(refusals.tooLong(line))
  }
}
