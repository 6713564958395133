/** What a run of the calls of one definition has in hand. */
import type { roleOf } from '../../graph/plan/questions'
import type { PlanCall } from '../../graph/plan/plan'
import type { Tensor } from '../core/tensor'
import type { Module } from '../nn/module'
import type { Buffer, Parameter } from '../nn/parameter'
import type { Lane } from './flow'
import type { Walk } from './visit'

/** Runs one call: tensors in the order of its input handles, to tensors in the order of its outputs. */
export type Step = (inputs: Tensor[]) => Tensor | Tensor[]

export interface PreparedCall {
  call: PlanCall
  role: ReturnType<typeof roleOf>
  run: Step
  /** The same by a walk, where the call has visits inside. */
  walk: ((inputs: Tensor[]) => Walk<Tensor | Tensor[]>) | null
}

/** One run of the calls. */
export interface Frame {
  args: readonly Tensor[]
  /** Arguments that were taken. */
  taken: number
  values: Map<string, Value>
  results: Tensor[]
}

/** What a call adds to the tree: a child, or a tensor that the module itself holds. */
export type Owned = Module | Parameter | Buffer

/** One value on its way: an output of a node, and the lane that takes it down. */
export interface Value {
  tensor: Tensor
  lane: Lane | null
}
