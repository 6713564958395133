/**
 * The plan of a graph: what the engine needs to build modules and run them, and nothing else.
 * Pure data, made by `planGraph` in `make-plan.ts` from a document whose shapes have been inferred.
 */
import type { TensorType } from '../types/dims'

import type { HookPass, HookPlace } from '../document/hook-place'

/** Where a value comes from: an output handle of another node in the same definition, over one wire. */
export interface PlanSource {
  edge: string
  node: string
  handle: string
}

interface PlanNodeBase {
  /** Node id; survives a rename, so weights, probes and hooks are keyed by it. */
  node: string
  /** Attribute name in the module tree. */
  name: string
  /** Path of the module in PyTorch's `state_dict` below the one that holds it, where a source has another than the name. */
  pytorchName?: string
  /** Input handle → source, in the node type's handle order. */
  inputs: Record<string, PlanSource>
  /** Output handles, in order. */
  outputs: string[]
  /** Names of own parameters (as in `state_dict`) that do not learn; `true`: all. */
  frozen?: true | string[]
  /** Id of the node whose module, and so whose parameters, this call uses. */
  sharedWith?: string
}

/** One call of a layer, operation, loss, input, output or data source. */
export interface PlanOperation extends PlanNodeBase {
  kind: 'operation'
  /** Node type of the registry, e.g. `Conv2d`. */
  type: string
  /** Every parameter: the person's, the defaults and the inferred ones. */
  params: Record<string, unknown>
  call: 'module' | 'functional'
  /** What was inferred for each of `outputs`; null: not known. */
  outputTypes: readonly (TensorType | null)[]
  /** Learnable values that this call adds: none where it shares another's. */
  parameterCount: number
  /** For losses: the factor in the total. */
  lossWeight?: number
}

/** One call of an instance of another definition. */
export interface PlanInstance extends PlanNodeBase {
  kind: 'instance'
  plan: ModulePlan
}

export type PlanCall = PlanOperation | PlanInstance

/** A hook of the document that is enabled, with every param. */
export interface PlanHook {
  id: string
  place: HookPlace
  pass: HookPass
  type: string
  params: Record<string, unknown>
}

/** One instance of a definition; instances of the same definition may differ in what was inferred. */
export interface ModulePlan {
  /** The definition's name, i.e. the class name that `print(net)` shows. */
  module: string
  /** Calls in topological order, `Input`, `Dataset`, `Output` and loss nodes included. */
  calls: PlanCall[]
  hooks: PlanHook[]
}
