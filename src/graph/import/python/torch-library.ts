/** PyTorch for the interpreter: what its names stand for, and what happens to tensors. */
import { MEASURED } from '../../export/pytorch/measured'
import type { Arguments } from './arguments'
import { sumOf } from './arithmetic'
import { callBuiltin } from './builtins'
import { callEinops, callEinopsLayer, einopsLayer, isEinops } from './einops/einops'
import { callPacked } from './composed/packed'
import { filledWhere, worksInPlace } from './composed/changing'
import { callFunctional, isFunctional } from './functional'
import { fixedBinary, fixedMethod, fixedOperation } from './fixed/fixed-operations'
import { callHook, callHookFunction, callOnParameter, hookNamed } from './hook-functions'
import { memberOf, setAttribute } from './attributes'
import type { Interpreter } from './interpreter'
import type { Library } from './library'
import { freeze } from './frozen-parameters'
import { layer, makeLayer, makeLayerOrStack, measuredLayer, supportClass } from './layers'
import { askedOfParameter } from './layer-attributes'
import { attributeOf } from './library-attributes'
import { makeContainer, modulesOf } from './containers'
import { ModuleMethods } from './module-methods'
import { Operation, operationArguments, sizesOf } from './operation'
import { CASTS } from './masks'
import { NO_OPERATIONS, OPERATIONS, OPERATORS } from './operations'
import { tupleItems } from './named-tuples'
import { listMethod, textMethod } from './plain-values'
import { refusals } from './refusals'
import { asOwnLayer } from './own-tensors'
import { parsed } from './signatures'
import { subscripted } from './subscripting'
import { Unreadable } from './syntax'
import { initialise, parameterOf, scaledExample } from './start-values'
import { initialised, tensorMaker } from './tensor-makers'
import { shapedBy } from './dry-run'
import { Tracer } from './tracer'
import { keepExamples } from './tracing'
import { openItems } from './open-lists'
import { isInLibrary } from './library-names'
import { madeForBatch, madeLike } from './made-in-forward'
import { setMember } from './set-member'
import { callWrapper, entered } from './wrappers'
import { isKind, isModuleValue, UNKNOWN } from './values'
import type { ModuleValue, TensorValue, UnknownValue, Value } from './values'

const NO_ARGUMENTS: ReadonlyMap<string, Value> = new Map()
const NOTHING = { positional: [], named: NO_ARGUMENTS }

export class TorchLibrary implements Library {
  private readonly modules: ModuleMethods
  private trial: Tracer | undefined

  constructor(
    private readonly interpreter: Interpreter,
    private readonly main: () => Tracer,
  ) {
    this.modules = new ModuleMethods(interpreter, this, (name, args) => this.layerOf(name, args))
  }

  /** What follows a `forward`: of the net, or of a module that its constructor tries. */
  private tracer(): Tracer {
    return this.trial ?? this.main()
  }

  callGlobal(path: string, args: Arguments): Value {
    const name = path.split('.').at(-1) ?? path
    if (path.startsWith('support:')) return this.supportLayer(path, args)
    if (path === 'measured') return measuredLayer(args, this.interpreter.note)
    if (path.startsWith('hook:'))
      return callHookFunction(path.slice(5), args, (value) => this.tracer().tensor(value, args.line))
    const builtin = callBuiltin(path, args, this.running)
    if (builtin !== undefined) return builtin
    if (path === 'sum')
      return sumOf(
        this.items(args.positional[0] ?? null, args.line),
        args.positional[1] ?? args.named.get('start') ?? 0,
        (a, b) => this.interpreter.operate('+', a, b, args.line),
      )
    const wrapped =
      callWrapper(path, args, this.running) ?? callPacked(path, args, this.tracer(), this.interpreter.note)
    if (wrapped !== undefined) return wrapped
    if (path.startsWith('torch.nn.functional.'))
      return this.inPlace(name, args, this.callFunction(name, args, 'F.'))
    if (path.startsWith('torch.nn.init.')) return initialise(name, args, this.interpreter.note)
    if (path === 'torch.nn.Parameter' || path === 'torch.nn.parameter.Parameter')
      return parameterOf(args, this.interpreter.note)
    const [self = null, ...rest] = args.positional
    // `nn.Module.__init__(self)`, as it was written before super().
    if (path.endsWith('.__init__') && isKind(self, 'instance'))
      return this.modules.call(self, '__init__', { ...args, positional: rest })
    if (path.startsWith('torch.nn.') && !path.startsWith('torch.nn.utils.')) {
      const container = makeContainer(name, args, (value) => this.items(value, args.line))
      if (container !== undefined) return container
      if (/^[A-Z]/.test(name)) return this.layerOf(name, args)
    }
    if (isEinops(path)) return callEinops(name, args, this.tracer(), this.interpreter.note)
    if (/^einops\.layers\.torch\.(Rearrange|Reduce)$/.test(path)) return einopsLayer(name, args)
    if (path.startsWith('torch.')) return this.inPlace(name, args, this.torchFunction(name, args))
    throw new Unreadable(refusals.unknownCall(path), args.line)
  }

  /** What a function gives that changes its first argument is that argument. */
  private inPlace(name: string, args: Arguments, value: Value): Value {
    const [first] = args.positional
    if (!isKind(first, 'tensor') || !isKind(value, 'tensor') || !worksInPlace(name, args)) return value
    return this.tracer().change(first, value, args.line)
  }

  changed(tensor: Value, value: Value): boolean {
    if (!isKind(tensor, 'tensor') || !isKind(value, 'tensor')) return false
    this.tracer().change(tensor, value, this.interpreter.line)
    return true
  }

  setItem(tensor: Value, index: readonly Value[], value: Value, line: number): boolean {
    if (!isKind(tensor, 'tensor')) return false
    const filled = filledWhere(tensor, index, value, this.tracer(), line)
    return filled !== undefined && this.changed(tensor, filled)
  }

  private torchFunction(name: string, args: Arguments): Value {
    const [first = null] = args.positional
    const rest = { ...args, positional: args.positional.slice(1) }
    if (NO_OPERATIONS.has(name)) return this.callMethod(first, name, rest)
    if (isKind(first, 'tensor') && name.endsWith('_like')) {
      const made = this.madeLike(first, name, rest)
      if (made !== undefined) return made
    }
    return (
      madeForBatch(name, args, this.tracer(), this.interpreter.note) ??
      tensorMaker(name, args) ??
      fixedOperation(name, args) ??
      this.callFunction(name, args, 'torch.')
    )
  }

  private madeLike(self: TensorValue, name: string, args: Arguments): Value | undefined {
    return madeLike(self, name, args, this.tracer(), this.interpreter.note)
  }

  /** A layer, with what its constructor has to tell. */
  private layerOf(name: string, args: Arguments): Value {
    const { value, notes } = this.interpreter.collect(() =>
      this.interpreter.loudly(true, () => makeLayerOrStack(name, args, this.interpreter.note)),
    )
    return { ...value, notes, ...(this.isFollowing() ? { fresh: true } : {}) }
  }

  setMember(object: Value, name: string, value: Value, line: number): void {
    this.interpreter.loudly(true, () => setMember(object, name, { value, line }, this.interpreter.note))
  }

  readonly has = isInLibrary

  isFollowing(): boolean {
    return this.tracer().frame !== undefined
  }

  defaultOf(value: Value, line: number): Value {
    if (!isKind(value, 'field')) return value
    const { factory } = value
    return factory === undefined
      ? (value.value ?? null)
      : this.interpreter.call(
          factory,
          { positional: [], named: NO_ARGUMENTS, line },
          this.interpreter.globals,
        )
  }

  enter(value: Value, line: number): Value {
    return this.isFollowing() ? entered(value, line, this.interpreter.note) : UNKNOWN
  }

  callModule(module: Value, args: Arguments): Value {
    if (!isModuleValue(module)) throw new Unreadable(refusals.noModule(), args.line)
    if (this.tracer().frame !== undefined) return this.tracer().call(module, args)
    if (this.interpreter.classes.isMaking) return this.tried(module, args)
    keepExamples(module, args)
    return UNKNOWN
  }

  /** A constructor calls a module to see the size of what comes out. */
  private tried(module: ModuleValue, args: Arguments): Value {
    this.trial = new Tracer(this.interpreter, [])
    try {
      const { trial } = this
      return this.interpreter.collect(() => shapedBy(module, args, trial)).value ?? UNKNOWN
    } finally {
      this.trial = undefined
    }
  }

  callMethod(self: Value, name: string, args: Arguments): Value {
    if (isKind(self, 'unknown')) return forgotten(self)
    if (isKind(self, 'hook')) {
      const [value = null] = args.positional
      return callHook(self, value, () => this.tracer().tensor(value, args.line))
    }
    if (isKind(self, 'layer-parameter')) {
      if (callOnParameter(self, name, args.positional)) return self
      const asked = askedOfParameter(self, name, args.positional)
      if (asked !== undefined) return asked
      throw new Unreadable(refusals.ownTensor(self.name), args.line)
    }
    if (isKind(self, 'parameter') && callOnParameter(self, name, args.positional)) return self
    if (isKind(self, 'method') && self.name === 'super' && isKind(self.self, 'instance'))
      return this.modules.ofSuper(self.self, self.type ?? self.self.class, name, args)
    if (isKind(self, 'instance') || isKind(self, 'container') || isKind(self, 'layer'))
      return this.modules.call(self, name, args)
    const einops = callEinopsLayer(self, name, args)
    if (einops !== undefined) return callEinops(...einops, this.tracer(), this.interpreter.note)
    if (isKind(self, 'list') || isKind(self, 'dict')) return listMethod(self, name, args)
    if (typeof self === 'string') return textMethod(self, name, args)
    if (isKind(self, 'parameter') || isKind(self, 'tensor') || isKind(self, 'example'))
      return this.tensorMethod(self, name, args)
    throw new Unreadable(refusals.method(name), args.line)
  }

  attribute(self: Value, name: string, line: number): Value | undefined {
    return attributeOf(self, name, {
      line,
      method: (method, positional) =>
        this.callMethod(self, method, { positional, named: NO_ARGUMENTS, line }),
    })
  }

  subscript(self: Value, index: readonly Value[], line: number): Value {
    if (isKind(self, 'unknown')) return forgotten(self)
    return subscripted(self, index, this.tracer(), line)
  }

  binary(operator: string, left: Value, right: Value, line: number): Value {
    // `self.layers += [layer]`
    if (operator === '+' && isKind(left, 'container') && left.form === 'list')
      return this.modules.call(left, 'extend', { positional: [right], named: NO_ARGUMENTS, line })
    const scaled = fixedBinary(operator, left, right) ?? scaledExample(operator, left, right)
    if (scaled !== undefined) return scaled
    if (![left, right].some((value) => isKind(value, 'tensor') || isKind(value, 'parameter'))) return UNKNOWN
    const name = OPERATORS[operator]
    if (name === undefined) {
      if (this.tracer().frame === undefined) return UNKNOWN
      throw new Unreadable(refusals.operator(operator), line)
    }
    if (this.tracer().frame === undefined) return UNKNOWN
    return this.operate(name, { positional: [left, right], named: NO_ARGUMENTS, line })
  }

  items(value: Value, line: number, count?: number, starred = false): Value[] {
    if (isKind(value, 'list')) return openItems(value, { count, starred, line }, () => this.unlikely())
    if (isKind(value, 'dict')) return [...value.entries.keys()]
    if (isKind(value, 'container'))
      return value.form === 'dict' ? [...value.children.keys()] : [...value.children.values()]
    if (isKind(value, 'instance')) {
      const tuple = tupleItems(value)
      if (tuple !== undefined) return tuple
      const rule = memberOf(value.class, '__iter__')
      if (isKind(rule, 'function'))
        return this.items(
          this.interpreter.callFunction(rule, { positional: [value], named: NO_ARGUMENTS, line }),
          line,
        )
      return modulesOf(value).flatMap(([, item]) => (isModuleValue(item) ? [item] : []))
    }
    if (isKind(value, 'shape')) {
      const sizes = sizesOf(value.tensor, value.from, value.to)
      if (sizes !== undefined) return sizes
      if (count !== undefined)
        return Array.from({ length: count }, (_, axis) => ({
          kind: 'size',
          tensor: value.tensor,
          axis: value.from + axis,
        }))
    }
    if (typeof value === 'string') return Array.from(value)
    if (isKind(value, 'tensor') && typeof value.type?.shape[0] === 'number' && this.isFollowing())
      return this.items(this.operate('unbind', { positional: [value], named: NO_ARGUMENTS, line }), line)
    const rows = isKind(value, 'example') ? fixedMethod(value, 'unbind', { ...NOTHING, line }) : undefined
    if (isKind(rows, 'list')) return rows.items
    if (isKind(value, 'unknown')) {
      if (count !== undefined) return Array.from({ length: count }, () => value)
      throw new Unreadable(value.why ?? refusals.openItems(), value.line ?? line)
    }
    throw new Unreadable(refusals.openItems(), line)
  }

  /** A guess of shapes does not go with the source. */
  unlikely(): void {
    const builder = this.tracer().frame?.builder
    if (builder !== undefined) builder.problems += 1
  }

  private readonly running = {
    items: (value: Value, line: number) => this.items(value, line),
    member: (object: Value, name: string, line: number) => this.interpreter.member(object, name, line),
    setAttribute: (object: Value, name: string, value: Value) => {
      if (isKind(object, 'instance')) setAttribute(object, name, value)
    },
    apply: (callee: Value, positional: readonly Value[], line: number, named = NO_ARGUMENTS) =>
      this.interpreter.call(callee, { positional, named, line }, this.interpreter.globals),
  }

  freeze(what: Value, given: Value): void {
    freeze(what, given)
  }

  /** Classes and functions that our own export brings along stand for what they replace. */
  ownDefinition(source: string): Value | undefined {
    const hook = hookNamed(source)
    if (hook !== undefined) return { kind: 'global', path: `hook:${hook}` }
    if (source.trim() === MEASURED.source) return { kind: 'global', path: 'measured' }
    const support = supportClass(source)
    return support && { kind: 'global', path: `support:${support.type}:${JSON.stringify(support.params)}` }
  }

  private supportLayer(path: string, args: Arguments): Value {
    const [, type = '', params = '{}'] = /^support:(\w+):(.*)$/s.exec(path) ?? []
    const made = makeLayer(type, args, this.interpreter.note)
    return layer(made.type, { ...made.params, ...(JSON.parse(params) as Record<string, unknown>) }, args.line)
  }

  private callFunction(name: string, args: Arguments, prefix: string): Value {
    if (prefix === 'F.') {
      const own = asOwnLayer(name, args)
      if (own !== undefined)
        return this.callModule(own.layer, { ...args, positional: [own.input], named: NO_ARGUMENTS })
      const fixed = fixedOperation(name, args)
      if (fixed !== undefined) return fixed
    }
    if (name === 'pad' && prefix === 'F.') return this.operate('pad', args)
    if (isFunctional(name)) return callFunctional(name, args, this.tracer(), this.interpreter.note)
    return this.operate(name, args)
  }

  /** A function or method on tensors: one of the table, or the opaque node. */
  private operate(name: string, args: Arguments): Value {
    const known = name.replace(/_$/, '')
    const rule = Object.hasOwn(OPERATIONS, known) ? OPERATIONS[known] : undefined
    const parameters = parsed(rule?.takes ?? 'input')
    const bound = operationArguments(parameters, args)
    if (rule === undefined)
      args.positional.slice(1).forEach((value, index) => bound.set(`argument ${index + 1}`, value))
    const operation = new Operation(
      known,
      bound,
      args.positional.slice(1),
      this.tracer(),
      args.line,
      this.interpreter.note,
    )
    this.tracer().frameAt(args.line)
    return rule === undefined ? (operation.opaque()[0] ?? UNKNOWN) : rule.run(operation)
  }

  private tensorMethod(self: Value, name: string, args: Arguments): Value {
    if (isKind(self, 'example')) {
      if (name === 'clone') return { ...self }
      const given = fixedMethod(self, name, args) ?? initialised(self, name, args)
      if (given !== undefined) return given
    }
    if (name === 'clone' && isKind(self, 'tensor')) return { ...self }
    if (NO_OPERATIONS.has(name) || (!isKind(self, 'tensor') && CASTS.has(name))) return self
    if (isKind(self, 'example')) {
      this.interpreter.note(refusals.notWorkedOut(name), args.line)
      return UNKNOWN
    }
    const made = isKind(self, 'tensor') ? this.madeLike(self, name, args) : undefined
    if (made !== undefined) return made
    if (name === 'new_tensor') return args.positional[0] ?? UNKNOWN
    if (name === 'item' || name === 'tolist') return UNKNOWN
    const all = { ...args, positional: [self, ...args.positional] }
    if (isKind(self, 'parameter') && worksInPlace(name, args))
      this.interpreter.note(refusals.setsInside(), args.line)
    const value =
      isKind(self, 'tensor') && !Object.hasOwn(OPERATIONS, name) && isFunctional(name)
        ? callFunctional(name, all, this.tracer(), this.interpreter.note)
        : this.operate(name, all)
    return this.inPlace(name, all, value)
  }
}

/** What follows from something unknown is unknown for the same reason. */
function forgotten(unknown: UnknownValue): UnknownValue {
  return unknown.assume === undefined && unknown.dropped === undefined ? unknown : UNKNOWN
}
