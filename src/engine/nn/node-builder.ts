/** How one node type becomes a module or a function call of the engine. */
import type { Tensor } from '../core/tensor'
import type { MetricRule } from '../metrics/metric-rule'
import type { Module } from './module'
import type { Buffer, Parameter } from './parameter'

/** What a functional call may ask of the module it stands in. */
export interface CallContext {
  /** `self.training`. */
  training: boolean
}

/** A module whose arguments and results are tensors, whatever their number. */
interface TensorModule {
  call(...inputs: Tensor[]): Tensor | Tensor[]
}

/** Calls a module of the graph, with its hooks. */
export function callModule(module: Module, inputs: Tensor[]): Tensor | Tensor[] {
  return (module as unknown as TensorModule).call(...inputs)
}

/** Calls a module of the graph with tensors in the order of the handles that are wired. */
export function moduleStep(
  module: Module,
  { call }: NodeBuilder,
  { handles, params }: { handles: readonly string[]; params: Params },
): (inputs: Tensor[]) => Tensor | Tensor[] {
  if (!call) return (inputs) => callModule(module, inputs)
  return (inputs) => call(module, Object.fromEntries(handles.map((handle, i) => [handle, inputs[i]])), params)
}

export interface NodeBuilder<P = Params> {
  /** Makes the module of `call: module`; absent where PyTorch has none (e.g. `torch.cat`). */
  module?: (params: P) => Module
  /** Makes the tensor that the graph's own module holds, for nodes that are one. */
  attribute?: (params: P) => Parameter | Buffer
  /** Calls the module where its arguments or results are not just tensors in the order of the handles. */
  call?: (
    module: Module,
    inputs: Readonly<Record<string, Tensor | undefined>>,
    params: P,
  ) => Tensor | Tensor[]
  /** Runs the functional form; absent where there is none. Inputs come in the order of the handles. */
  run?: (inputs: Tensor[], params: P, context: CallContext) => Tensor | Tensor[]
  /** For classification losses: the number of rightly classified predictions, and of all; null where it is not a count. */
  hits?: (input: Tensor, target: Tensor) => { right: number; total: number } | null
  /** For classification losses: the input as probabilities of classes, (N, C); of one score that of class 1, (N, 1). */
  probabilities?: (input: Tensor) => Tensor
  /** For metrics: how batches add up. */
  metric?: (params: P) => MetricRule
}

export type Params = Readonly<Record<string, unknown>>

/** Types the params of one entry; the plan has parsed them with the node type's schema. */
export function builder<P extends object>(entry: NodeBuilder<P>): NodeBuilder {
  return entry as unknown as NodeBuilder
}

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S

/** PyTorch's keyword arguments as our options: `{ padding_mode: 'zeros' }` → `{ paddingMode: 'zeros' }`; None is left out. */
export function camelOptions<P extends object>(
  params: P,
): { [K in keyof P & string as Camel<K>]: Exclude<P[K], null> } {
  const entries = Object.entries(params)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()), value])
  return Object.fromEntries(entries) as { [K in keyof P & string as Camel<K>]: Exclude<P[K], null> }
}
