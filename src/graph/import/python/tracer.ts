/** Follows `forward`: every call of a module or function becomes a node of the definition that is being made. */
import { assertNever } from '../../basics/assert-never'
import { isPath } from '../../document/pytorch-path'
import type { TensorType } from '../../types/dims'
import { bindArguments } from './arguments'
import type { Arguments } from './arguments'
import { DefinitionBuilder, definitionOfType } from './definition-builder'
import { documentName, memberOf, nodeNameOf, ownLayer } from './attributes'
import { allModules } from './containers'
import { isLearnable } from './layer-attributes'
import type { Interpreter } from './interpreter'
import { layerInputs } from './layer-inputs'
import type { Note } from './library'
import {
  asInputs,
  attributeNames,
  forwardParameters,
  hooked,
  mapTensors,
  parameterNode,
  pathOf,
  resultOf,
  returnedNames,
} from './tracing'
import { chained } from './chained'
import { entrance, leave } from './boundary'
import { becomes, changedInside } from './composed/in-place'
import { laidOut } from './composed/packed-layout'
import type { EnteredInput } from './boundary'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { tensorLiteral } from './tensor-makers'
import { isKind, list, Scope, UNKNOWN } from './values'
import type {
  ContainerValue, ExampleValue, InstanceValue, LayerValue, ModuleValue, ParameterValue,
  TensorValue, Value,
} from './values' // prettier-ignore
import { told } from '../../../words/tell'

interface Frame {
  module: ModuleValue
  builder: DefinitionBuilder
  /** The node of each module and parameter that this `forward` has used. */
  uses: Map<ModuleValue | ParameterValue, string>
  /** Arguments of the `forward` that are changed in place. */
  changed: Set<string>
}

/** What a traced module gives: values in which tensors are its outputs. */
interface Traced {
  builder: DefinitionBuilder
  inputs: readonly EnteredInput[]
  outputs: Readonly<Record<string, TensorType | null>>
  result: Value
  /** The inputs that are changed in place. */
  changed: ReadonlySet<string>
}

export class Tracer {
  /** Definitions by name, in the order in which they were met. */
  readonly definitions = new Map<string, DefinitionBuilder>()
  private readonly reserved: ReadonlySet<string>
  /** The name of the net itself, which no definition within it has. */
  private main = ''
  private readonly frames: Frame[] = []
  readonly note: Note
  /** Where each module was called first: by the `forward` of which module. */
  private readonly callers = new Map<ModuleValue, ModuleValue>()
  /** The layers and tensors that have nodes. */
  readonly used = new Set<Value>()

  constructor(
    private readonly interpreter: Interpreter,
    classes: Iterable<string>,
  ) {
    this.reserved = new Set(classes)
    this.note = interpreter.note
  }

  get frame(): Frame | undefined {
    return this.frames.at(-1)
  }

  /** The `forward` that is being followed. Errors: there is none → Unreadable. */
  frameAt(line: number): Frame {
    const { frame } = this
    if (frame === undefined)
      throw new Unreadable(
        told('python.outside_module', 'Tensors are computed outside of a module here.'),
        line,
      )
    return frame
  }

  /** Follows the main module; `types` are those of its arguments, as far as they are known. */
  traceMain(module: ModuleValue, name: string, types: readonly (TensorType | null)[]): Traced {
    this.main = name
    const given = forwardParameters(module).map((parameter, index): [string, TensorValue] => [
      parameter,
      { kind: 'tensor', node: '', handle: '', type: types[index] ?? null },
    ])
    return this.trace(module, { positional: [], named: new Map(given), line: module.line })
  }

  call(module: ModuleValue, args: Arguments): Value {
    const frame = this.frameAt(args.line)
    const around =
      ownLayer(module) && isKind(module, 'instance') ? memberOf(module.class, 'forward') : undefined
    if (isKind(around, 'function'))
      return this.interpreter.callFunction(around, { ...args, positional: [module, ...args.positional] })
    switch (module.kind) {
      case 'layer':
        return this.callLayer(module, args, frame)
      case 'container':
        if (module.form !== 'sequential')
          throw new Unreadable(
            told('python.module_list_called', 'A ModuleList is called, but only its modules can be.'),
            args.line,
          )
        if (module.part === true)
          return chained(this.interpreter, module, args.positional[0] ?? UNKNOWN, args.line)
        return this.callModule(module, args, frame)
      case 'instance':
        return this.callModule(module, args, frame)
      default:
        return assertNever(module)
    }
  }

  /** Adds a node of a type that may not exist (yet): then the opaque one. */
  add(
    type: string,
    params: Record<string, unknown>,
    inputs: Readonly<Record<string, TensorValue | null>>,
    line: number,
    more: { name?: string; call?: 'module' | 'functional'; sharedWith?: string } = {},
  ): Record<string, TensorValue> {
    return this.frameAt(line).builder.add({ type, params, inputs, ...more })
  }

  private callLayer(layer: LayerValue, args: Arguments, frame: Frame): Value {
    const definition = definitionOfType(layer.type)
    const [sequence] = args.positional
    if (isKind(sequence, 'tensor') && sequence.packed !== undefined)
      return this.callPacked(layer, sequence, args, frame)
    for (const note of layer.notes ?? []) this.interpreter.tellOf(note)
    if (layer.fresh && /Dropout/.test(layer.type)) this.note(refusals.staysOn(`nn.${layer.type}`), args.line)
    const { inputs, params } = layerInputs(definition, layer, args, this)
    this.tellCaller(layer, frame, args.line)
    const owner = frame.uses.get(layer)
    const local =
      owner === undefined
        ? this.localName(layer, frame.module)
        : { name: `${frame.builder.nameOfNode(owner)}_2` }
    const call = definition.role === 'loss' && definition.calls.includes('module') ? 'module' : undefined
    const all = { ...layer.params, ...params }
    const outputs = frame.builder.add({
      type: layer.type,
      params: all,
      ...local,
      ...(call === undefined ? {} : { call }),
      ...(owner === undefined ? {} : { sharedWith: owner }),
      inputs,
    })
    if (owner === undefined) {
      frame.uses.set(layer, frame.builder.lastId)
      this.used.add(layer)
      frame.builder.mark(frame.builder.lastId, layer.marks)
      this.tellUnregistered(layer, frame, args.line)
    }
    const result = resultOf(definition, outputs, all)
    const [first] = args.positional
    const changes = all['inplace'] === true && !/Dropout/.test(layer.type)
    if (!changes || !isKind(first, 'tensor') || !isKind(result, 'tensor')) return result
    return this.change(first, result, args.line)
  }

  /** A recurrent layer takes a packed sequence whichever way it lies, and gives one. */
  private callPacked(layer: LayerValue, sequence: TensorValue, args: Arguments, frame: Frame): Value {
    const layout = layer.params['batch_first'] === true ? 'batch' : 'time'
    const given = { ...laidOut(sequence, layout, this, args.line), packed: undefined }
    const positional = [given, ...args.positional.slice(1)]
    const result = this.callLayer(layer, { ...args, positional }, frame)
    if (!isKind(result, 'list')) return result
    const [output, ...states] = result.items
    return list(
      [isKind(output, 'tensor') ? { ...output, packed: layout } : (output ?? null), ...states],
      true,
    )
  }

  private callModule(module: ContainerValue | InstanceValue, args: Arguments, frame: Frame): Value {
    if (this.frames.length > 60)
      throw new Unreadable(told('python.endless_modules', 'Modules call each other without end.'), args.line)
    const traced = this.trace(module, args)
    if (traced.inputs.some(({ given }) => given !== null && !frame.builder.holds(given)))
      throw new Unreadable(refusals.ofOtherModule(), args.line)
    const name = this.register(this.baseName(module), traced.builder)
    this.tellCaller(module, frame, args.line)
    const owner = frame.uses.get(module)
    const shared = owner !== undefined && frame.builder.nodeAt(owner)?.params['module'] === name
    const inputs = Object.fromEntries(
      traced.inputs.map(({ name: handle, given }): [string, TensorValue | null] => [
        handle,
        given && module.kind === 'instance' ? module.hooks.reduce(hooked, given) : given,
      ]),
    )
    if (owner !== undefined && !shared)
      this.note(
        told(
          'python.called_differently',
          'This module is called in two ways that differ: the second call has parameters of its own.',
        ),
        args.line,
      )
    const { name: local, path } = shared
      ? { name: `${frame.builder.nameOfNode(owner)}_2` }
      : this.localName(module, frame.module)
    const outputs = frame.builder.addInstance(name, local, inputs, traced.outputs, {
      path,
      sharedWith: shared ? owner : undefined,
    })
    if (owner === undefined) {
      frame.uses.set(module, frame.builder.lastId)
      frame.builder.mark(frame.builder.lastId, module.marks)
      this.tellUnregistered(module, frame, args.line)
    }
    for (const { name: input, given } of traced.inputs)
      if (given !== null && traced.changed.has(input)) this.seenOutside(changedInside(given, frame.builder))
    return mapTensors(traced.result, (tensor) => outputs[tensor.handle] ?? tensor)
  }

  /** A tensor is changed in place: all of its names stand for what it became. */
  change(tensor: TensorValue, value: TensorValue, line: number): TensorValue {
    this.seenOutside(becomes(tensor, value, this.frameAt(line).builder))
    return tensor
  }

  private seenOutside(input: string | undefined): void {
    const { frame } = this
    if (input !== undefined && frame) frame.changed.add(frame.builder.nameOfNode(input))
  }

  /** A module that PyTorch knows nothing of has parameters all the same. */
  private tellUnregistered(module: ModuleValue, frame: Frame, line: number): void {
    const { owner, listed } = module
    if (module === frame.module || (owner !== undefined && listed === undefined) || !learns(module)) return
    if (listed === undefined && isKind(module, 'layer') && module.fresh)
      this.note(refusals.madeInForward(`nn.${module.type}`), line)
    else this.note(refusals.notRegistered(listed ?? ''), line)
    frame.builder.mark(frame.builder.lastId, [{ kind: 'frozen', name: null }])
  }

  /** A module that two definitions call would need parameters in both. */
  private tellCaller(module: ModuleValue, frame: Frame, line: number): void {
    const caller = this.callers.get(module)
    if (caller === undefined) this.callers.set(module, frame.module)
    else if (caller !== frame.module)
      this.note(
        told(
          'python.called_by_several',
          'This module is called by another one too. Parameters are shared within one module only: this call has its own.',
        ),
        line,
      )
  }

  /** Follows a module with these arguments in a definition of its own. */
  private trace(module: ContainerValue | InstanceValue | LayerValue, args: Arguments): Traced {
    const builder = new DefinitionBuilder(attributeNames(module))
    const frame: Frame = { module, builder, uses: new Map(), changed: new Set() }
    builder.onChanged = () => this.note(refusals.changedElsewhere(), this.interpreter.line)
    const inputs: EnteredInput[] = []
    const enter = entrance(frame.builder, inputs, (value) => this.interpreter.tellUnknown(value, args.line))
    this.frames.push(frame)
    try {
      const value = this.follow(module, args, enter)
      if (isKind(value.value, 'unknown'))
        this.interpreter.tellUnknown(
          value.value,
          module.kind === 'instance' ? module.class.line : args.line,
          module.kind === 'instance' ? refusals.unreadResult(module.class.name) : refusals.unreadValue(),
        )
      const { outputs, result } = leave(
        value,
        { builder: frame.builder, inputs },
        {
          tensor: (parameter) => this.tensor(parameter, parameter.line),
          tellUnknown: (unknown) => this.interpreter.tellUnknown(unknown, args.line),
        },
      )
      return { builder, inputs, outputs, result, changed: frame.changed }
    } finally {
      this.frames.pop()
    }
  }

  private follow(
    module: ContainerValue | InstanceValue | LayerValue,
    args: Arguments,
    enter: (value: Value, name: string) => Value,
  ): { value: Value; names: readonly string[] } {
    const method = module.kind === 'instance' ? memberOf(module.class, 'forward') : undefined
    if (module.kind === 'instance' && isKind(method, 'function')) {
      const scope = new Scope()
      bindArguments(
        method,
        { ...args, positional: [module, ...args.positional] },
        (expression) => this.interpreter.evaluate(expression, method.scope),
        scope,
      )
      const given = asInputs(method, scope, enter)
      const positional = method.parameters[0] === undefined ? [] : [module, ...given.positional]
      const value = this.interpreter.callFunction(method, { ...given, positional, line: args.line })
      return { value, names: returnedNames(method.body) }
    }
    const [first = UNKNOWN] = [...args.positional, ...args.named.values()]
    const value = enter(first, 'x')
    if (module.kind === 'layer')
      return { value: this.call(module, { ...args, positional: [value], named: new Map() }), names: [] }
    return { value: chained(this.interpreter, module, value, args.line), names: [] }
  }

  /** A value as a wire; null where it could not be read. Errors: a value that is no tensor → Unreadable. */
  tensor(value: Value | undefined, line: number): TensorValue | null {
    if (isKind(value, 'tensor')) {
      if (this.frame?.builder.holds(value) !== false) return value
      throw new Unreadable(refusals.ofOtherModule(), line)
    }
    if (value === undefined) return null
    if (isKind(value, 'unknown')) {
      this.interpreter.tellUnknown(value, line)
      return null
    }
    if (isKind(value, 'layer-parameter')) throw new Unreadable(refusals.ownTensor(value.name), line)
    const frame = this.frameAt(line)
    if (isKind(value, 'parameter')) {
      const known = frame.uses.get(value)
      if (known !== undefined)
        return {
          kind: 'tensor',
          node: known,
          handle: 'output',
          of: frame.builder.serial,
          type: { shape: [...value.shape], dtype: value.dtype ?? 'float32' },
        }
      const { name, path } = this.localName(value, frame.module)
      const outputs = frame.builder.add({
        ...parameterNode(value),
        ...(name === undefined ? {} : { name }),
        ...((value.learnable || value.persistent) && path !== undefined ? { path } : {}),
        inputs: {},
      })
      frame.uses.set(value, frame.builder.lastId)
      this.used.add(value)
      frame.builder.mark(frame.builder.lastId, value.marks)
      return Object.values(outputs)[0] ?? null
    }
    if (isKind(value, 'example') && isDrawn(value)) this.note(refusals.drawn(), line)
    if (isKind(value, 'example') && hidesRows(value)) this.note(refusals.hiddenRow(), line)
    if (isKind(value, 'example')) return this.fixed({ ...value, kind: 'parameter', learnable: false, line })
    if (typeof value === 'number') return this.constant(value, line)
    const literal = isKind(value, 'list') ? tensorLiteral(value) : undefined
    if (literal !== undefined) return this.constantOf(literal, line)
    throw new Unreadable(told('python.no_tensor', 'A tensor is expected here.'), line)
  }

  comesFromOutside({ node }: TensorValue): boolean {
    return this.frame?.builder.nodeAt(node)?.type === 'Input'
  }

  private constantOf(
    { shape, values }: { shape: number[]; values: number[] },
    line: number,
  ): TensorValue | null {
    return Object.values(this.add('Constant', { value: values, shape }, {}, line))[0] ?? null
  }

  private fixed(value: ParameterValue): TensorValue | null {
    const { type, params } = parameterNode(value)
    return Object.values(this.add(type, params, {}, value.line))[0] ?? null
  }

  /** `beside`: what it is combined with; a whole number leaves whole numbers and truths what they are. */
  constant(value: number, line: number, beside?: TensorValue | null): TensorValue | null {
    const whole = Number.isInteger(value) && beside?.type && beside.type.dtype !== 'float32'
    const outputs = this.add('Constant', { value, ...(whole ? { dtype: 'int64' } : {}) }, {}, line)
    return Object.values(outputs)[0] ?? null
  }

  /** The name under which a module hangs on the one whose `forward` is followed, and its path there. */
  private localName(
    value: LayerValue | ContainerValue | InstanceValue | ParameterValue,
    current: ModuleValue,
  ): { name?: string; path?: string } {
    const keys: string[] = []
    let place = value.owner
    let below = false
    for (let depth = 0; place !== undefined && depth < 60 && !below; depth++) {
      keys.unshift(place.key)
      below = place.module === current
      place = place.module.owner
    }
    if (keys.length === 0) return {}
    if (below && !isPath(keys.join('.'))) this.note(refusals.unwritablePath(keys.join('.')), value.line)
    return { name: nodeNameOf(keys), ...(below ? { path: keys.join('.') } : {}) }
  }

  private register(base: string, builder: DefinitionBuilder): string {
    const signature = builder.signature()
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base}${number}`
      if (name === this.main) continue
      const known = this.definitions.get(name)
      if (known === undefined) {
        this.definitions.set(name, builder)
        return name
      }
      if (known.signature() !== signature) continue
      known.mergeWritten(builder)
      known.problems += builder.problems
      return name
    }
  }

  private baseName(module: ContainerValue | InstanceValue): string {
    if (module.kind === 'instance') return documentName(module.class.name, 'Part')
    const name = pathOf(module)
    return name === '' ? 'Sequential' : this.reserved.has(name) ? `${name}Sequence` : name
  }
}

/** Whether its numbers are drawn once, when the net is made. */
function isDrawn({ init, values }: ExampleValue): boolean {
  return values === undefined && (init.init === 'normal' || init.init === 'uniform')
}

/** Whether a row of it is −∞ and nothing else. */
function hidesRows({ shape, values, init }: ExampleValue): boolean {
  const width = shape.at(-1) ?? 1
  if (values === undefined) return init.val === -Infinity && shape.length > 1
  if (shape.length < 2 || !values.includes(-Infinity)) return false
  const rows = Array.from({ length: values.length / width }, (_, row) => row * width)
  return rows.some((start) => values.slice(start, start + width).every((value) => value === -Infinity))
}

/** Whether something in it has parameters. */
function learns(module: ModuleValue): boolean {
  return allModules(module).some(([, each]) => isKind(each, 'layer') && isLearnable(each, 'weight'))
}
