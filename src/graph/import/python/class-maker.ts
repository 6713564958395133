/** Classes of Python, and what is made of them. */
import { bindArguments, bindFields } from './arguments'
import type { Arguments } from './arguments'
import { definitionName, isModuleClass, OWN_LAYER, memberOf, rootOf } from './attributes'
import type { Python } from './python'
import { isLayerPath } from './layers'
import { refusals } from './refusals'
import type { Expression, Statement } from './syntax'
import { Unreadable } from './syntax'
import { isKind, Scope } from './values'
import type { ClassValue, FunctionValue, InstanceValue, Value } from './values'

type ClassStatement = Extract<Statement, { kind: 'class' }>

export class ClassMaker {
  /** The modules that the file makes itself, in this order. */
  readonly made: InstanceValue[] = []
  private making = 0

  /** Whether a constructor runs. */
  get isMaking(): boolean {
    return this.making > 0
  }

  /** Whether a constructor calls its own `forward`, as it does to see a size. */
  tries(self: Value, name: string): boolean {
    return name === 'forward' && isKind(self, 'instance') && this.isMaking && !this.python.lib.isFollowing()
  }

  constructor(private readonly python: Python) {}

  make(statement: ClassStatement, scope: Scope): Value {
    const bases = statement.bases.map((base) => this.python.evaluate(base, scope))
    const known = bases.filter((base) => isKind(base, 'class') || isKind(base, 'global'))
    const base =
      known.find((each) => isKind(each, 'class') && isModuleClass(each)) ?? known.find(isBase) ?? known[0]
    const members = new Map<string, Value>()
    const type: ClassValue = {
      kind: 'class',
      name: definitionName(statement.name),
      line: statement.line,
      base: base ?? null,
      mixins: known.filter((each) => isKind(each, 'class')).filter((each) => each !== base),
      members,
      ...(isNamedTuple(base) ? { fields: fieldsOf(statement) } : {}),
    }
    const inner = new Scope(scope, { type })
    this.python.run(statement.body, inner)
    for (const [name, value] of inner.names) members.set(name, value)
    // A dataclass takes the fields of those that it is derived from first.
    if (statement.decorators?.some(isDataclass))
      type.fields = [...new Set([...inheritedFields(type), ...fieldsOf(statement)])]
    return type
  }

  /** What decorators make of a function or a class. */
  decorated(decorators: readonly Expression[] = [], value: Value, scope: Scope): Value {
    return decorators.toReversed().reduce((inner, decorator) => this.decorate(decorator, inner, scope), value)
  }

  private decorate(decorator: Expression, value: Value, scope: Scope): Value {
    if (!isKind(value, 'function')) return value
    const form = formOf(decorator)
    if (form !== undefined) return { ...value, form }
    const callee = decorator.kind === 'name' ? scope.find(decorator.name) : undefined
    if (!isKind(callee, 'function')) return value
    // One of the file: what it gives instead, where that can be read.
    const { python } = this
    try {
      const given = python.callFunction(callee, {
        positional: [value],
        named: new Map(),
        line: decorator.line,
      })
      return isKind(given, 'function') ? given : value
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      return value
    }
  }

  /** An instance of a class of the file. Errors: its constructor needs an argument that is not given. */
  construct(type: ClassValue, args: Arguments): Value {
    const root = rootOf(type)
    const isLayer = isKind(root ?? undefined, 'global') && isLayerPath((root as { path: string }).path)
    const instance: InstanceValue = {
      kind: 'instance',
      class: type,
      attributes: new Map(),
      hooks: [],
      line: args.line,
    }
    if (!isModuleClass(type)) {
      this.initialise(instance, type, args)
      return instance
    }
    const outermost = this.making === 0 && !this.python.lib.isFollowing()
    this.making += 1
    try {
      // A line outside of classes may be no part of the net, but what it makes of one is.
      const { notes } = this.python.collect(() =>
        this.python.loudly(true, () => this.initialise(instance, type, args)),
      )
      if (outermost) {
        instance.notes = notes
        if (!isLayer) this.made.push(instance)
      } else for (const note of notes) this.python.tellOf(note)
    } finally {
      this.making -= 1
    }
    if (!isLayer) return instance
    return this.asLayer(instance, args.line)
  }

  /** A class that is derived from a layer, and changes no more than its arguments, is that layer. */
  private asLayer(instance: InstanceValue, line: number): Value {
    const { class: type, attributes } = instance
    const made = attributes.get(OWN_LAYER)
    const changes = ['__call__', '_conv_forward'].some((name) => memberOf(type, name) !== undefined)
    if (isKind(made, 'layer') && !changes)
      // What its own forward does around the layer stands where it is called.
      return memberOf(type, 'forward') === undefined ? made : instance
    const root = rootOf(type) as { path: string }
    throw new Unreadable(refusals.changesLayer(type.name, root.path.split('.').at(-1) ?? ''), line)
  }

  private initialise(instance: InstanceValue, type: ClassValue, args: Arguments): void {
    const constructor = memberOf(type, '__init__')
    if (isKind(constructor, 'function')) {
      const given = { ...args, positional: [instance, ...args.positional] }
      if (isLightning(type)) instance.attributes.set('hparams', this.hyperParameters(constructor, given))
      this.python.callFunction(constructor, given)
    } else if (fieldsIn(type) !== undefined) this.fill(instance, type, args)
    else this.python.lib.callMethod(instance, '__init__', args)
  }

  /** What `save_hyperparameters()` of Lightning keeps: all that the constructor is given. */
  private hyperParameters(constructor: FunctionValue, args: Arguments): Value {
    const scope = new Scope()
    bindArguments(constructor, args, (usual) => this.python.evaluate(usual, constructor.scope), scope)
    const named = new Map<string, Value>()
    for (const { name, star } of constructor.parameters.slice(1)) {
      const value = scope.find(name) ?? null
      if (star === undefined) named.set(name, value)
      else if (isKind(value, 'dict')) for (const [key, item] of value.entries) named.set(String(key), item)
    }
    const namespace = this.python.importer.library('types.SimpleNamespace')
    return isKind(namespace, 'class')
      ? this.construct(namespace, { positional: [], named, line: args.line })
      : null
  }

  /** `super().__init__(…)` of a class that is derived from a dataclass. → whether it is */
  fillAbove(instance: InstanceValue, type: ClassValue, args: Arguments): boolean {
    const above = isKind(type.base ?? undefined, 'class') ? (type.base as ClassValue) : undefined
    if (above === undefined || fieldsIn(above) === undefined) return false
    this.fill(instance, above, args)
    return true
  }

  /** A dataclass or a NamedTuple: what is given, else its defaults. */
  private fill(instance: InstanceValue, type: ClassValue, args: Arguments): void {
    const defaults = (name: string): Value | undefined => memberOf(type, name)
    for (const [name, value] of bindFields(type.name, fieldsIn(type) ?? [], args, defaults))
      instance.attributes.set(name, this.python.lib.defaultOf(value, args.line))
    const after = memberOf(type, '__post_init__')
    if (isKind(after, 'function'))
      this.python.callFunction(after, { positional: [instance], named: new Map(), line: args.line })
  }
}

function fieldsIn(type: ClassValue): readonly string[] | undefined {
  return (
    type.fields ?? (isKind(type.base ?? undefined, 'class') ? fieldsIn(type.base as ClassValue) : undefined)
  )
}

function inheritedFields({ base, mixins }: ClassValue): readonly string[] {
  return [base, ...mixins].flatMap((each) =>
    isKind(each ?? undefined, 'class') ? (fieldsIn(each as ClassValue) ?? []) : [],
  )
}

/** The names with types in the body of a class. */
function fieldsOf({ body }: ClassStatement): string[] {
  return body.flatMap((statement) => {
    if (statement.kind === 'declare') return [statement.name]
    if (statement.kind !== 'assign' || statement.annotated !== true) return []
    return statement.targets.flatMap((target) => (target.kind === 'name' ? [target.name] : []))
  })
}

function isLightning(type: ClassValue): boolean {
  const root = rootOf(type)
  return isKind(root ?? undefined, 'global') && (root as { path: string }).path.endsWith('.LightningModule')
}

function isBase(value: Value): boolean {
  return !isKind(value, 'global') || !/(^|\.)(object|ABC|Generic|Protocol)$/.test(value.path)
}

function isNamedTuple(value: Value | undefined): boolean {
  return isKind(value, 'global') && /(^|\.)NamedTuple$/.test(value.path)
}

function lastName(expression: Expression): string {
  if (expression.kind === 'call') return lastName(expression.callee)
  return expression.kind === 'name' || expression.kind === 'member' ? expression.name : ''
}

function isDataclass(decorator: Expression): boolean {
  return lastName(decorator) === 'dataclass'
}

function formOf(decorator: Expression): FunctionValue['form'] {
  switch (lastName(decorator)) {
    case 'staticmethod':
      return 'static'
    case 'classmethod':
      return 'class'
    case 'property':
    case 'cached_property':
      return 'property'
    default:
      return undefined
  }
}
