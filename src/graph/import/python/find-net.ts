/** Which net of a source is meant: the one that is asked for, else the one that the file itself makes or would make. */
import { documentName, memberOf, rootOf } from './attributes'
import { argumentsOf } from './call-arguments'
import type { Interpreter } from './interpreter'
import { parsePythonExpression } from './parse-python'
import { refusals } from './refusals'
import { callsIn, everyStatement, nameOf } from './script'
import type { Expression, Statement } from './syntax'
import { MissingArgument, Unreadable } from './syntax'
import { isKind, Scope } from './values'
import type { ClassValue, FunctionValue, ModuleValue, Value } from './values'
import { told } from '../../../words/tell'

interface Main {
  name: string
  module: ModuleValue
}

/** More functions are no choice of nets. */
const MOST_FACTORIES = 40

export class NetFinder {
  private readonly classes: readonly string[]

  constructor(
    private readonly python: Interpreter,
    private readonly statements: readonly Statement[],
  ) {
    this.classes = statements.flatMap((statement) => (statement.kind === 'class' ? [statement.name] : []))
  }

  /** Errors: there is none, or it needs arguments that only the person knows → Unreadable. */
  find(wanted?: string): Main {
    this.python.runFile(this.statements)
    if (wanted !== undefined) return this.wanted(wanted)
    const made = this.made()
    const module = made.at(-1)?.[1] ?? this.lastExpression()
    if (module !== undefined)
      return this.chosen(
        module,
        made.map(([name]) => name),
        made.at(-1)?.[0],
      )
    const type = this.mainClass()
    const factories = this.factories()
    if (type === undefined && factories.length === 0) throw this.noNet()
    return this.constructed(type, factories)
  }

  /** Errors: nothing of that name is a net → Unreadable. */
  private wanted(wanted: string): Main {
    const expression = parsePythonExpression(wanted)
    const [made, called] = withExamples(expression)
    const scope = new Scope(this.python.globals)
    for (const path of ['types.SimpleNamespace', 'argparse.Namespace']) {
      const name = path.split('.').at(-1) ?? path
      if (this.python.globals.find(name) === undefined)
        scope.names.set(name, this.python.importer.library(path))
    }
    const value = made === undefined ? null : this.python.evaluate(made, scope)
    const args = { positional: [], named: new Map(), line: expression?.line ?? 1 }
    const module =
      isKind(value, 'class') || isKind(value, 'function')
        ? this.python.call(value, args, this.python.globals)
        : value
    if (isNet(module)) {
      if (called !== undefined)
        this.python.lib.callModule(module, argumentsOf(this.python, called, this.python.globals))
      return { name: nameFor(module), module }
    }
    if (isKind(module, 'unknown') && module.why !== undefined)
      throw new Unreadable(module.why, module.line ?? 1)
    throw new Unreadable(refusals.noSuchNet(wanted, this.candidates()), 1)
  }

  /** What the last name stands for that could not be read is the likeliest reason. */
  private noNet(): Unreadable {
    const unread = [...this.python.globals.names.values()].findLast(
      (value) => isKind(value, 'unknown') && value.why !== undefined,
    )
    return isKind(unread, 'unknown') && unread.why !== undefined
      ? new Unreadable(unread.why, unread.line ?? 1)
      : new Unreadable(told('python.no_net', 'The text holds no net.'), 1)
  }

  /** What `wanted` can be. */
  private candidates(): string[] {
    return [
      ...this.made().map(([name]) => name),
      ...this.freeClasses().map(({ name }) => name),
      ...this.factories().map(({ name }) => name),
    ]
  }

  /** The nets that running the file makes, by their names: those of the file itself, else those of its functions. */
  private made(): [string, ModuleValue][] {
    const named = [...this.python.globals.names].filter((entry): entry is [string, ModuleValue] =>
      isNet(entry[1]),
    )
    const own = named.filter(([, { owner }]) => owner === undefined)
    if (own.length > 0) return distinct(own)
    const inside = this.python.classes.made.filter(
      (module) => isNet(module) && module.owner === undefined && this.classes.includes(module.class.name),
    )
    const nets = inside.filter((module) => !module.class.name.endsWith('Loss'))
    return (nets.length > 0 ? nets : inside).map((module) => [module.class.name, module])
  }

  private chosen(module: ModuleValue, names: readonly string[], own?: string): Main {
    const others = [...new Set(names)].filter((name) => name !== own)
    if (others.length > 0 && own !== undefined)
      this.python.note(refusals.otherNets(own, others), module.line, 'info')
    return { name: nameFor(module), module }
  }

  /** A file that only holds `nn.Sequential(…)`. */
  private lastExpression(): ModuleValue | undefined {
    const last = this.statements.findLast(({ kind }) => kind === 'expression')
    if (last?.kind !== 'expression' || last.value.kind !== 'call') return undefined
    const { value: call } = last
    const value = this.attempt(() => this.python.evaluate(call, this.python.globals))
    return isNet(value) ? value : undefined
  }

  /** The last class that no other one uses; one that some function makes before one that nobody does. */
  private mainClass(): ClassValue | undefined {
    const free = this.freeClasses()
    const mentioned = this.mentioned('function')
    const alive = free.filter(({ name }) => mentioned.has(name))
    return (alive.length > 0 ? alive : free).at(-1)
  }

  private freeClasses(): ClassValue[] {
    const types = [...this.python.globals.names.values()]
      .filter((value) => isKind(value, 'class'))
      .filter((type) => isNetClass(type) && this.classes.includes(type.name))
    const used = this.mentioned('class')
    const free = types.filter(({ name }) => !used.has(name))
    const nets = (free.length > 0 ? free : types).filter(({ name }) => !name.endsWith('Loss'))
    return nets.length > 0 ? nets : free
  }

  /** Names of classes that the code of other classes, or of functions, speaks of. */
  private mentioned(kind: 'class' | 'function'): Set<string> {
    const used = new Set<string>()
    for (const statement of this.statements) {
      if (statement.kind !== kind) continue
      for (const [word] of statement.source.matchAll(/[\p{L}\p{N}_]+/gu))
        if (word !== statement.name && this.classes.includes(word)) used.add(word)
    }
    return used
  }

  /** Functions that need nothing and speak of returning a net. */
  private factories(): FunctionValue[] {
    const sources = new Map(
      this.statements.flatMap((each) => (each.kind === 'function' ? [[each.name, each] as const] : [])),
    )
    return [...this.python.globals.names]
      .flatMap(([name, value]) => {
        const statement = sources.get(name)
        if (!isKind(value, 'function') || statement === undefined || name.startsWith('_')) return []
        const needs = statement.parameters.some(
          ({ star, default: usual }) => star === undefined && usual === undefined,
        )
        const returns = /^[ \t]+return [^\n]*[\w)\]]/m.test(statement.source)
        const speaks = /[A-Z]\w*\(|\b_\w+\(|\bnn\./.test(statement.source)
        return needs || !returns || !speaks ? [] : [{ ...value, name }]
      })
      .slice(0, MOST_FACTORIES)
  }

  /** The net of the class, or of the first function that gives one; else of a call of the class in some function. */
  private constructed(type: ClassValue | undefined, factories: readonly FunctionValue[]): Main {
    let missing: MissingArgument | undefined
    if (type !== undefined) {
      try {
        const value = this.python.classes.construct(type, {
          positional: [],
          named: new Map(),
          line: type.line,
        })
        if (isNet(value))
          return this.chosen(
            value,
            this.freeClasses().map(({ name }) => name),
            type.name,
          )
      } catch (error) {
        if (!(error instanceof MissingArgument)) throw error
        missing = error
        const usual = this.withUsualConfig(type, error.parameter)
        if (usual !== undefined) return { name: documentName(type.name, 'Net'), module: usual }
      }
    }
    for (const factory of factories) {
      const value = this.attempt(() =>
        this.python.callFunction(factory, { positional: [], named: new Map(), line: factory.line }),
      )
      if (isNet(value))
        return this.chosen(
          value,
          factories.map(({ name }) => name),
          factory.name,
        )
    }
    const called = type === undefined ? undefined : this.calledSomewhere(type)
    if (called !== undefined) return { name: nameFor(called), module: called }
    if (missing === undefined || type === undefined) throw this.noNet()
    throw new Unreadable(
      told(
        'python.needs_arguments',
        '{{type}}: {{message}} Write a line such as net = {{type}}(…) with it at the end.',
        { type: type.name, message: missing.message },
      ),
      type.line,
    )
  }

  /** A net whose only argument is an object of settings, where the file has one class of settings and all of them have defaults. */
  private withUsualConfig(type: ClassValue, parameter: string): ModuleValue | undefined {
    const configs = [...this.python.globals.names.values()]
      .filter((value) => isKind(value, 'class'))
      .filter((each) => each.fields !== undefined)
    const [config] = configs
    if (config === undefined || configs.length > 1) return undefined
    const value = this.attempt(() =>
      this.python.classes.construct(config, { positional: [], named: new Map(), line: type.line }),
    )
    if (!isKind(value, 'instance')) return undefined
    const net = this.attempt(() =>
      this.python.classes.construct(type, {
        positional: [],
        named: new Map([[parameter, value]]),
        line: type.line,
      }),
    )
    if (!isNet(net)) return undefined
    this.python.note(refusals.usualConfig(parameter, config.name), type.line, 'info')
    return net
  }

  /** `VGG('VGG11')` in a function that nobody calls. */
  private calledSomewhere(type: ClassValue): ModuleValue | undefined {
    for (const statement of everyStatement(this.statements))
      for (const call of callsIn(
        statement.kind === 'assign' || statement.kind === 'return' ? statement.value : null,
      )) {
        if (nameOf(call.callee) !== type.name || !call.args.every(({ value }) => this.isBound(value)))
          continue
        const value = this.attempt(() => this.python.evaluate(call, this.python.globals))
        if (isNet(value)) return value
      }
    return undefined
  }

  /** Whether all names in it are those of the file. */
  private isBound(value: unknown): boolean {
    if (Array.isArray(value)) return value.every((each) => this.isBound(each))
    if (typeof value !== 'object' || value === null) return true
    if ('kind' in value && value.kind === 'name' && 'name' in value)
      return this.python.globals.find(String(value.name)) !== undefined
    return Object.values(value).every((each) => this.isBound(each))
  }

  private attempt(run: () => Value): Value {
    try {
      return this.python.loudly(false, run)
    } catch (error) {
      if (error instanceof Unreadable) return { kind: 'unknown', why: error.told, line: error.line }
      throw error
    }
  }
}

/** `Net(…)(torch.randn(1, 3, 32, 32))`: the net, and what it is called with. */
function withExamples(
  expression: Expression | undefined,
): [net: Expression | undefined, called?: Extract<Expression, { kind: 'call' }>] {
  return expression?.kind === 'call' && expression.callee.kind === 'call'
    ? [expression.callee, expression]
    : [expression]
}

/** The same net under another name is the same net: the last name counts. */
function distinct(named: readonly [string, ModuleValue][]): [string, ModuleValue][] {
  return named.filter(([, module], index) => !named.slice(index + 1).some(([, other]) => other === module))
}

function nameFor(module: ModuleValue): string {
  return module.kind === 'instance' ? documentName(module.class.name, 'Net') : 'Net'
}

function isNet(value: Value): value is ModuleValue {
  if (isKind(value, 'container')) return value.form === 'sequential' && value.children.size > 0
  if (isKind(value, 'layer')) return value.type === 'Linear' || value.type.startsWith('Conv')
  return isKind(value, 'instance') && isNetClass(value.class)
}

function isNetClass(type: ClassValue): boolean {
  if (isKind(memberOf(type, 'forward'), 'function')) return true
  const root = rootOf(type)
  return isKind(root ?? undefined, 'global') && (root as { path: string }).path.endsWith('.Sequential')
}
