/** What expressions of Python give while a net is read: numbers and texts, modules, and tensors that are only wires. */
import type { TensorType } from '../../types/dims'
import type { Told } from '../../../words/tell'
import type { ImportNote } from '../result/imported'
import type { Expression, Parameter, Statement } from './syntax'

export type Value =
  | number
  | string
  | boolean
  | null
  | ListValue
  | DictValue
  | TensorValue
  | SizeValue
  | ShapeValue
  | GlobalValue
  | FunctionValue
  | ClassValue
  | MethodValue
  | ModuleValue
  | ParameterValue
  | ExampleValue
  | SliceValue
  | HookValue
  | LayerParameter
  | FileValue
  | FieldValue
  | ContextValue
  | UnknownValue

export interface ListValue {
  kind: 'list'
  items: Value[]
  tuple: boolean
  /**
   * How many there are only running the net would tell: as many as are asked for (`any`), these and no more (`fewer`), or these
   * if the shapes are what they seem (`likely`).
   */
  open?: 'any' | 'fewer' | 'likely'
}

export interface DictValue {
  kind: 'dict'
  entries: Map<string | number | boolean | null, Value>
}

/** An output of a node of the definition that is being made. */
export interface TensorValue {
  kind: 'tensor'
  node: string
  handle: string
  /** null where it is not known. */
  type: TensorType | null
  /** Which definition the node is in; undefined for what is no wire yet. */
  of?: number
  /** Hooks of the wire that takes it in next. */
  hooks?: readonly WireHook[]
  /** A packed sequence, and whether the batch comes first in the tensor that stands for it. */
  packed?: 'batch' | 'time'
}

export interface WireHook {
  pass: 'forward' | 'backward'
  type: string
  params: Readonly<Record<string, unknown>>
}

/** One size of a tensor that only running the net would tell; axis 0 is the batch. */
export interface SizeValue {
  kind: 'size'
  tensor: TensorValue
  axis: number
}

/** `x.shape`. */
export interface ShapeValue {
  kind: 'shape'
  tensor: TensorValue
  /** Which of its sizes: `x.shape[2:]`. */
  from: number
  to?: number
}

/** A name of a library: `torch.nn.Linear`. */
export interface GlobalValue {
  kind: 'global'
  path: string
}

export interface FunctionValue {
  kind: 'function'
  name: string
  parameters: readonly Parameter[]
  body: readonly Statement[] | Expression
  scope: Scope
  line: number
  /** What it is in a class, if no method: it takes no instance, takes the class, or is called where it is read. */
  form?: 'static' | 'class' | 'property'
}

export interface ClassValue {
  kind: 'class'
  name: string
  line: number
  /** What it is derived from: another class of the file, or one of a library. */
  base: ClassValue | GlobalValue | null
  /** What else it is derived from. */
  mixins: readonly ClassValue[]
  members: Map<string, Value>
  /** What a dataclass or a NamedTuple takes, in this order; undefined for other classes. */
  fields?: readonly string[]
}

/** `field(default=…)` of a dataclass. */
export interface FieldValue {
  kind: 'field'
  value?: Value
  factory?: Value
}

/** `torch.no_grad()`, for a `with`. */
export interface ContextValue {
  kind: 'context'
  path: string
}

/** A file of Python that was imported. */
export interface FileValue {
  kind: 'file'
  scope: Scope
}

/** `value.name`, to be called. */
export interface MethodValue {
  kind: 'method'
  self: Value
  name: string
  /** Of `super()`: the class whose method calls it. */
  type?: ClassValue
}

export type ModuleValue = LayerValue | ContainerValue | InstanceValue

/** What a constructor says of a module or a parameter besides making it. */
export type Mark =
  /** A hook on the call of a module. */
  | { kind: 'call'; hook: WireHook }
  /** A hook on a parameter; the name is empty where the node is the parameter. */
  | { kind: 'parameter'; name: string; hook: Omit<WireHook, 'pass'> & { pass: 'backward' | 'after_step' } }
  /** A parameter does not learn; null: all of them. */
  | { kind: 'frozen'; name: string | null }

/** `self.fc.weight` in a constructor. */
export interface LayerParameter {
  kind: 'layer-parameter'
  module: LayerValue
  name: string
}

interface InModule {
  /** The module that holds it, and under which name. */
  owner?: { module: ModuleValue; key: string }
  marks?: readonly Mark[]
  line: number
  /** The attribute with a list of Python that it is in. */
  listed?: string
  /** What the source calls it with, outside of any module, by the arguments of its `forward`. */
  examples?: Map<string, ExampleValue>
}

/** A layer of torch.nn. */
export interface LayerValue extends InModule {
  kind: 'layer'
  /** The node type; `Opaque` for what Gradwire has not. */
  type: string
  params: Record<string, unknown>
  hooks: WireHook[]
  /** What its constructor says in another way than it is written. */
  notes?: readonly ImportNote[]
  /** It is made where it is called, and so anew for every batch. */
  fresh?: boolean
}

export interface ContainerValue extends InModule {
  kind: 'container'
  form: 'sequential' | 'list' | 'dict'
  children: Map<string, Value>
  /** A slice of another one, which its children still hang on. */
  part?: boolean
}

/** A module of a class of the file. */
export interface InstanceValue extends InModule {
  kind: 'instance'
  class: ClassValue
  attributes: Map<string, Value>
  hooks: WireHook[]
  /** What was told while it was made. */
  notes?: readonly ImportNote[]
}

/** What a tensor starts with, as the params of a Parameter node say it. */
export interface TensorInit {
  init: 'zeros' | 'ones' | 'constant' | 'normal' | 'uniform'
  mean?: number
  std?: number
  a?: number
  b?: number
  val?: number
}

/** `nn.Parameter(torch.zeros(3))` or a buffer. */
export interface ParameterValue {
  kind: 'parameter'
  shape: readonly number[]
  init: TensorInit
  /** Written out in the source, row by row. */
  values?: readonly number[]
  dtype?: 'int64' | 'bool'
  learnable: boolean
  /** A buffer that is part of the state_dict. */
  persistent?: boolean
  marks?: readonly Mark[]
  owner?: { module: ModuleValue; key: string }
  line: number
}

/** `torch.randn(1, 3, 32, 32)` outside of a module. */
export interface ExampleValue {
  kind: 'example'
  shape: readonly number[]
  init: TensorInit
  values?: readonly number[]
  dtype?: 'int64' | 'bool'
}

export interface SliceValue {
  kind: 'slice'
  start: Value
  stop: Value
  step: Value
}

/** A hook that our own export writes, e.g. `scale(factor=2)`. */
export interface HookValue {
  kind: 'hook'
  type: string
  params: Readonly<Record<string, unknown>>
}

/** What could not be read. */
export interface UnknownValue {
  kind: 'unknown'
  /** Why, where that was found at another place than the one that needs it. */
  why?: Told
  line?: number
  file?: string
  /** Which way a condition on it is read: whether a net trains. */
  assume?: boolean
  /** Of `p if self.training else 0.0`: the share that is dropped while the net trains, as a node of dropout says it. */
  dropped?: number
  /** The dimension, counted from the end, along which there is nothing in this tensor: joined with others it adds nothing. */
  empty?: number
}

export const UNKNOWN: UnknownValue = { kind: 'unknown' }

/** Names and what they stand for; outer ones are looked up where a scope has none. */
export class Scope {
  readonly names = new Map<string, Value>()
  /** Libraries from which a file takes everything. */
  readonly stars: string[] = []
  /** The path of the file that it is in; empty for the one that is read. */
  readonly file: string

  /** `type`: the class whose body it is. */
  constructor(
    readonly outer?: Scope,
    { file = outer?.file ?? '', type }: { file?: string; type?: ClassValue } = {},
  ) {
    this.file = file
    this.type = type
  }

  readonly type: ClassValue | undefined
  /** What the function that it belongs to is a method of, whatever it calls it. */
  self?: Value

  find(name: string): Value | undefined {
    return this.names.has(name) ? this.names.get(name) : this.outer?.find(name)
  }
}

export function isKind<K extends Exclude<Value, null | number | string | boolean>['kind']>(
  value: Value | undefined,
  kind: K,
): value is Extract<Value, { kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind
}

export function isModuleValue(value: Value | undefined): value is ModuleValue {
  return isKind(value, 'layer') || isKind(value, 'container') || isKind(value, 'instance')
}

export function list(items: Value[], tuple = false): ListValue {
  return { kind: 'list', items, tuple }
}

/** Python's `bool(value)`; undefined where only running would tell. */
export function truth(value: Value): boolean | undefined {
  if (value === null || typeof value !== 'object') return Boolean(value)
  if (value.kind === 'list') return value.items.length > 0
  if (value.kind === 'dict') return value.entries.size > 0
  if (value.kind === 'container') return value.children.size > 0
  return ['tensor', 'size', 'unknown', 'example', 'parameter'].includes(value.kind) ? undefined : true
}

/** Numbers, texts, None and lists of them as JSON has them; undefined for everything else. */
export function plain(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value
  if (value.kind !== 'list') return undefined
  const items = value.items.map(plain)
  return items.includes(undefined) ? undefined : items
}
