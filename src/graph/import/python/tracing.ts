/** What follows `forward`: names, structures and nodes that the tracer makes of values. */
import type { Params } from '../../document/document'
import type { NodeDefinition } from '../../registry/definition'
import type { Arguments } from './arguments'
import { memberOf, OWN_LAYER } from './attributes'
import { definitionOfType } from './definition-builder'
import { parsePythonExpression } from './parse-python'
import type { Expression } from './syntax'
import { isKind, isModuleValue, list, UNKNOWN } from './values'
import type {
  ContainerValue,
  FunctionValue,
  InstanceValue,
  ModuleValue,
  ParameterValue,
  Scope,
  TensorInit,
  TensorValue,
  Value,
  WireHook,
} from './values'

/** How many inputs a module needs. */
export function inputCount(module: Value): number {
  if (!isKind(module, 'layer')) return 1
  const handles = definitionOfType(module.type).inputs(module.params, { modules: {} })
  return Math.max(
    1,
    handles.filter(({ optional, variadic }) => optional !== true && variadic !== true).length,
  )
}

/** The names of the arguments of a module's `forward` that must be given, and of those that the source gives a tensor. */
export function forwardParameters(module: ModuleValue): string[] {
  return parametersOf(module)
    .filter(({ name, needed }) => needed || module.examples?.has(name) === true)
    .map(({ name }) => name)
}

/** Remembers what the source calls a module with, outside of any module: its first call counts. */
export function keepExamples(module: ModuleValue, { positional, named }: Arguments): void {
  const places = parametersOf(module).map(({ name }, place) => [name, named.get(name) ?? positional[place]])
  for (const [name, value] of places as [string, Value | undefined][])
    if (isKind(value ?? null, 'example') && module.examples?.has(name) !== true)
      (module.examples ??= new Map()).set(name, value)
}

function parametersOf(module: ModuleValue): { name: string; needed: boolean }[] {
  const method = module.kind === 'instance' ? memberOf(module.class, 'forward') : undefined
  if (!isKind(method, 'function')) return [{ name: 'x', needed: true }]
  const [, ...parameters] = method.parameters
  return parameters
    .filter(({ star }) => star === undefined)
    .map(({ name, default: usual }) => ({ name, needed: usual === undefined }))
}

/** The arguments of a `forward` as they were bound, each entered: those in front of `*` by their place, all others by their names. */
export function asInputs(
  { parameters }: FunctionValue,
  scope: Scope,
  enter: (value: Value, name: string) => Value,
): Pick<Arguments, 'positional' | 'named'> {
  const positional: Value[] = []
  const named = new Map<string, Value>()
  const star = parameters.findIndex((each) => each.star === '*')
  parameters.forEach(({ name, star: stars }, place) => {
    const value = scope.find(name) ?? null
    if (place === 0) return
    if (stars === '**') {
      if (isKind(value, 'dict'))
        for (const [key, item] of value.entries) named.set(String(key), enter(item, String(key)))
    } else if (stars === '*') positional.push(...itemsIn(enter(value, name)))
    else if (place < star) positional.push(enter(value, name))
    else named.set(name, enter(value, name))
  })
  return { positional, named }
}

function itemsIn(value: Value): readonly Value[] {
  return isKind(value, 'list') ? value.items : []
}

/** What a call gives, in the structure in which PyTorch returns it: `output, (h_n, c_n)`. */
export function resultOf(
  definition: NodeDefinition,
  outputs: Readonly<Record<string, TensorValue>>,
  params: Params,
): Value {
  const { results, outputs: assigned } = definition.pytorch
  const slots = results?.(params)
  const at = (handle: string): Value => outputs[handle] ?? null
  if (slots !== undefined)
    return list(
      slots.map((slot) =>
        slot === null ? null : typeof slot === 'string' ? at(slot) : list(slot.map(at), true),
      ),
      true,
    )
  const text = assigned?.(Object.keys(outputs), params, false)
  const structure = text === undefined ? undefined : parsePythonExpression(text)
  if (structure !== undefined) return shaped(structure, outputs)
  const values = Object.values(outputs)
  return values.length === 1 ? (values[0] ?? UNKNOWN) : list(values, true)
}

function shaped(expression: Expression, outputs: Readonly<Record<string, TensorValue>>): Value {
  if (expression.kind === 'list')
    return list(
      expression.items.map((item) => shaped(item, outputs)),
      true,
    )
  return expression.kind === 'name' ? (outputs[expression.name] ?? null) : null
}

export function mapTensors(value: Value, change: (tensor: TensorValue) => Value): Value {
  if (isKind(value, 'tensor')) return change(value)
  if (isKind(value, 'list'))
    return list(
      value.items.map((item) => mapTensors(item, change)),
      value.tuple,
    )
  if (isKind(value, 'dict'))
    return {
      kind: 'dict',
      entries: new Map([...value.entries].map(([key, item]) => [key, mapTensors(item, change)])),
    }
  return value
}

/** A tensor with one more hook for the wire that it goes into next; a gradient comes to the last of them first. */
export function hooked(tensor: TensorValue, hook: WireHook): TensorValue {
  const { hooks = [] } = tensor
  return { ...tensor, hooks: hook.pass === 'backward' ? [hook, ...hooks] : [...hooks, hook] }
}

/** The modules of a Sequential, or of a class that is derived from it. */
export function childrenOf(module: ContainerValue | InstanceValue): Value[] {
  const values = module.kind === 'container' ? module.children : module.attributes
  // What einops calls a layer holds no parameters: here it is called as a function.
  const called = (value: Value): boolean => module.kind === 'container' && isKind(value, 'method')
  return [...values.values()].filter(
    (value) => isModuleValue(value) || isKind(value, 'unknown') || called(value),
  )
}

/** The attributes of an instance that become nodes of that name. */
export function attributeNames(module: ModuleValue): string[] {
  if (module.kind !== 'instance') return []
  const own = [...module.attributes].filter(
    ([key, value]) => key !== OWN_LAYER && (isModuleValue(value) || isKind(value, 'parameter')),
  )
  return own.map(([name]) => name)
}

const LARGEST = 3.4028234663852886e38

/** A learnable tensor, or one that stays as it is. */
export function parameterNode({ shape, init, values, dtype, learnable, persistent }: ParameterValue): {
  type: string
  params: Record<string, unknown>
} {
  if (learnable) return { type: 'Parameter', params: { shape: [...shape], ...init } }
  const value = values !== undefined && shape.length > 0 ? values.map(finite) : constantOf(init)
  return {
    type: 'Constant',
    params: { value, shape: [...shape], dtype, ...(persistent ? { persistent } : {}) },
  }
}

function constantOf({ init, val = 0 }: TensorInit): number {
  return init === 'ones' ? 1 : init === 'constant' ? finite(val) : 0
}

/** JSON has no infinity: the largest float32, which hides a score from a softmax as well. */
function finite(value: number): number {
  return Math.min(Math.max(value, -LARGEST), LARGEST)
}

/** `layer1.0.downsample` of a Sequential as the name of a class: `Layer1_0Downsample`. */
export function pathOf(module: ContainerValue): string {
  const { owner } = module
  if (owner === undefined) return ''
  const outer = owner.module.kind === 'container' ? pathOf(owner.module) : ''
  const words = owner.key.split('_').filter((word) => word !== '')
  const key = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^\d/.test(key) ? `${outer === '' ? 'Sequential' : `${outer}_`}${key}` : outer + key
}

/** Names that a `return a, b` gives to the outputs. */
export function returnedNames(body: unknown): string[] {
  if (!Array.isArray(body)) return []
  const last = (body as { kind: string; value?: Expression | null }[]).findLast(
    ({ kind }) => kind === 'return',
  )?.value
  if (last?.kind !== 'list') return []
  return last.items
    .flatMap((item) => (item.kind === 'list' ? item.items : [item]))
    .map((item) => (item.kind === 'name' ? item.name : 'output'))
}

export function inHandleOrder(
  inputs: Record<string, TensorValue | null>,
  handles: readonly { name: string }[],
): Record<string, TensorValue | null> {
  const names = handles.map(({ name }) => name)
  return Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => names.indexOf(a) - names.indexOf(b)))
}
