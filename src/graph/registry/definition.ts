/** What a node type is: everything the palette, the form, the checks, the plan and the exporters derive from. */
import { z } from 'zod'
import type { CallMode, GraphDocument, Params } from '../document/document'
import type { OnnxRule } from '../onnx/writing/rule'
import type { PyTorchRule } from '../pytorch/rule'
import type { Shape, TensorType } from '../types/dims'
import type { LabelRule } from './dim-labels'
import { RuleError } from './rule-error'
import { told } from '../../words/tell'
import { withWords } from '../params/type-words'

export type Category =
  | 'data'
  | 'layer'
  | 'activation'
  | 'pooling'
  | 'normalization'
  | 'regularization'
  | 'shape'
  | 'math'
  | 'loss'
  | 'metric'
  | 'module'
  | 'opaque'

/** The order in which the palette shows the categories; what is not among them is not offered there. */
export const CATEGORIES: readonly Category[] = [
  'data', 'layer', 'activation', 'pooling', 'normalization', 'regularization', 'shape', 'math', 'loss', 'metric',
  'module',
] // prettier-ignore

/**
 * What a metric's value is: a share from 0 to 1, a score of at most 1 that may be negative, an amount in the units of the
 * target (less is better), or a matrix of counts.
 */
export type MetricForm = 'share' | 'score' | 'amount' | 'matrix'

/** A metric looks at values and gives none: it is in no loss, no gradient, and not in the module tree. */
export type NodeRole = 'input' | 'output' | 'data' | 'loss' | 'metric' | 'opaque'

export interface Handle {
  name: string
  /** One line for the tooltip. */
  doc?: string
  /** Stands for `name.0`, `name.1`, …: as many as are wired, and one more to wire next. */
  variadic?: boolean
  /** May stay without a wire. */
  optional?: boolean
  /** What it may hold (default: as the type says for all of its inputs). */
  accepts?: Accepts
}

/** What an input may hold: `numbers` are float32 and int64, a `mask` is bool or float32. */
export type Accepts = 'float32' | 'numbers' | 'mask' | 'any'

export interface ParameterSpec {
  /** As in `state_dict`: `weight`, `bias`; empty where the node is itself the parameter. */
  name: string
  shape: number[]
}

/** The key in `state_dict` of a parameter of the node at that path: `conv1.weight`, or `pos` where the node is the parameter. */
export function parameterKey(path: string, { name }: ParameterSpec): string {
  return name === '' ? path : `${path}.${name}`
}

/** The rest of the document, as far as a rule may look at it. */
export interface NodeContext {
  modules: GraphDocument['modules']
  /** For an `Input` of a nested definition: what the instance gets; null where that is unknown. */
  given?: TensorType | null
}

/** What a rule sees: all parameters (defaults filled in) and the types of all connected inputs. */
export interface RuleCall<P> {
  params: P
  inputs: Readonly<Record<string, TensorType>>
  context: NodeContext
}

/** A node type as its file states it; everything left out has a safe default. */
export interface NodeSpec<S extends z.ZodRawShape, P = z.output<z.ZodObject<S>>> {
  /** PyTorch's class or function name; the `type` in the file. */
  type: string
  category: Category
  /** What the palette shows (default: the type). */
  label?: string
  /** One line. */
  doc: string
  /** The page in PyTorch's documentation. */
  url?: string
  /** Stem of names for new nodes: `conv` gives conv1, conv2; with `plain` the first is just the stem. */
  stem: string
  plainStem?: boolean
  /** Keyword arguments (default: none). */
  params?: S
  /** Arguments that say nothing beside the others as they are; a form leaves them out (default: none). */
  idle?: (params: P) => readonly (keyof P & string)[]
  /** What the node is to the graph as a whole (default: an operation). */
  role?: NodeRole
  /** For metrics: what the value is. */
  metric?: MetricForm
  /** For instances: the name of the definition that it calls. */
  instanceOf?: (params: P) => string
  /** Default: one, `input`. */
  inputs?: Handle[] | ((params: P, context: NodeContext) => Handle[])
  /** Default: one, `output`. */
  outputs?: Handle[] | ((params: P, context: NodeContext) => Handle[])
  /** Ways to call it, the default first (default: `module` only, with parameters; else module or functional). */
  calls?: readonly CallMode[]
  /** What the inputs must hold (default: float32; anything else in, error out). */
  accepts?: Accepts
  /** Only the last dimension of the input matters, so a missing Flatten goes unnoticed here. */
  lastDimensionOnly?: boolean
  /** Fills in the parameters that were left out, from the inputs. */
  complete?: (call: RuleCall<P>) => Partial<P>
  /** Shape of `output` (default: the shape of the first input). */
  shape?: (call: RuleCall<P>) => Shape
  /** Type of each output handle, for nodes that have several or change the dtype (default: from `shape`). */
  types?: (call: RuleCall<P>) => Record<string, TensorType>
  /** What the dimensions of an output are called (default: as those of the first input, where the rank is the same). */
  labels?: LabelRule<P>
  /** Doubtful but allowed, e.g. a loss that broadcasts. */
  warn?: (call: RuleCall<P>) => RuleError | undefined
  /** Learnable tensors, in the order of `state_dict`; called with completed parameters (default: none). */
  parameters?: (params: P) => ParameterSpec[]
  /** Multiply-adds for one sample (default: 0). */
  multiplyAdds?: (call: RuleCall<P>, output: Shape) => number
  /** How PyTorch writes it, where that does not follow from the type and the params. */
  pytorch?: PyTorchRule<P>
  /** How ONNX writes it, or why it cannot; only for operations, whose `role` is undefined. */
  onnx?: OnnxRule<P>
}

/** A node type with every default filled in. */
export interface NodeDefinition {
  readonly type: string
  readonly category: Category
  readonly label: string
  readonly doc: string
  readonly url?: string
  readonly stem: string
  readonly plainStem: boolean
  readonly params: z.ZodObject
  /** Arguments that say nothing beside the others as they are. */
  readonly idle: (params: Params) => readonly string[]
  readonly role?: NodeRole
  readonly metric?: MetricForm
  readonly instanceOf?: (params: Params) => string
  readonly inputs: (params: Params, context: NodeContext) => readonly Handle[]
  readonly outputs: (params: Params, context: NodeContext) => readonly Handle[]
  readonly calls: readonly CallMode[]
  readonly accepts: Accepts
  readonly lastDimensionOnly: boolean
  readonly complete: (call: RuleCall<Params>) => Params
  readonly types: (call: RuleCall<Params>) => Record<string, TensorType>
  readonly labels?: LabelRule
  readonly warn: (call: RuleCall<Params>) => RuleError | undefined
  readonly parameters: (params: Params) => ParameterSpec[]
  readonly multiplyAdds: (call: RuleCall<Params>, output: Shape) => number
  readonly pytorch: PyTorchRule<Params>
  readonly onnx?: OnnxRule<Params>
}

const INPUT: Handle[] = [{ name: 'input' }]
const OUTPUT: Handle[] = [{ name: 'output' }]
const EITHER: readonly CallMode[] = ['module', 'functional']

/** Makes a node type from its spec; parameters that PyTorch does not have are errors. */
export function defineNode<S extends z.ZodRawShape>(spec: NodeSpec<S>): NodeDefinition {
  // The rules are typed by their own parameters; outside, parameters are records that `params` has parsed.
  const rules = spec as unknown as NodeSpec<z.ZodRawShape, Params>
  return withWords('nodes', {
    type: spec.type,
    category: spec.category,
    label: spec.label ?? spec.type,
    doc: spec.doc,
    url: spec.url,
    stem: spec.stem,
    plainStem: spec.plainStem ?? false,
    params: z.strictObject(spec.params ?? {}),
    idle: rules.idle ?? (() => []),
    role: spec.role,
    metric: spec.metric,
    instanceOf: rules.instanceOf,
    inputs: handles(rules.inputs ?? INPUT),
    outputs: handles(rules.outputs ?? OUTPUT),
    calls: spec.calls ?? (spec.parameters === undefined ? EITHER : ['module']),
    accepts: spec.accepts ?? 'float32',
    lastDimensionOnly: spec.lastDimensionOnly ?? false,
    complete: rules.complete ?? (() => ({})),
    types:
      rules.types ?? ((call) => ({ output: { shape: shapeOf(rules, call), dtype: firstInput(call).dtype } })),
    labels: rules.labels,
    warn: rules.warn ?? (() => undefined),
    parameters: rules.parameters ?? (() => []),
    multiplyAdds: rules.multiplyAdds ?? (() => 0),
    pytorch: rules.pytorch ?? {},
    onnx: rules.onnx,
  })
}

/** The input that is first in handle order. */
export function firstInput(call: RuleCall<unknown>): TensorType {
  const [first] = Object.values(call.inputs)
  if (first === undefined) throw new RuleError(told('node.nothing_in', 'The input is not connected.'))
  return first
}

/** The input at that handle; rules run only when every input is known. */
export function inputAt(call: RuleCall<unknown>, handle: string): TensorType {
  const type = call.inputs[handle]
  if (type === undefined)
    throw new RuleError(told('node.open_handle', "The input '{{handle}}' is not connected.", { handle }), {
      handle,
    })
  return type
}

function shapeOf(rules: NodeSpec<z.ZodRawShape, Params>, call: RuleCall<Params>): Shape {
  return rules.shape === undefined ? firstInput(call).shape : rules.shape(call)
}

function handles(
  given: Handle[] | ((params: Params, context: NodeContext) => Handle[]),
): (params: Params, context: NodeContext) => readonly Handle[] {
  return typeof given === 'function' ? given : () => given
}
