/** In which structure PyTorch's hooks see the tensors of a call, which a plan has one after another. */
import { nodeDefinition } from '../../graph/nodes/index'
import type { PlanCall } from '../../graph/plan/plan'
import { roleOf } from '../../graph/plan/questions'
import type { CallSlot } from '../../graph/pytorch/rule'
import { callArguments, callResults, moduleClass } from '../../graph/registry/call-form'
import type { Tensor } from '../core/tensor'

/** The number of a tensor, those of several that are a tuple, or null for None. */
type Slot = number | readonly number[] | null

export interface CallForm {
  /** The class of the module. */
  readonly className: string
  /** What stands in its place in the call; what is given by name is seen by no hook. */
  readonly args: readonly Slot[]
  /** The tuple that it gives; null: one tensor. */
  readonly results: readonly Slot[] | null
}

/** What stands at a place. */
export type Arranged = Tensor | readonly Tensor[] | null

/** The form of a call: a layer's by its handles, an instance's in the order of the definition. */
export function formOf(call: PlanCall): CallForm {
  if (call.kind === 'instance') {
    const results = range(call.plan.calls.filter((inner) => roleOf(inner) === 'output').length)
    return {
      className: call.plan.module,
      args: range(call.plan.calls.filter((inner) => roleOf(inner) === 'input').length),
      results: results.length === 1 ? null : results,
    }
  }
  const definition = nodeDefinition(call.type)
  if (!definition) throw new RangeError(`There is no node type '${call.type}'.`)
  const wired = Object.keys(call.inputs)
  const { positional } = callArguments(definition, wired, call.params)
  const results = callResults(definition, call.outputs, call.params)
  return {
    className: moduleClass(definition, call.params),
    args: positional.map((slot) => numbered(slot, wired)),
    results: results && results.map((slot) => numbered(slot, call.outputs)),
  }
}

/** Tensors in their places. */
export function arrange(slots: readonly Slot[], tensors: readonly Tensor[]): Arranged[] {
  return slots.map((slot) => {
    if (slot === null) return null
    return typeof slot === 'number' ? tensors[slot]! : slot.map((place) => tensors[place]!)
  })
}

/** `tensors` with those that stand alone in their places as they are there now. */
export function rearrange(
  slots: readonly Slot[],
  arranged: readonly unknown[],
  tensors: readonly Tensor[],
): Tensor[] {
  const result = [...tensors]
  slots.forEach((slot, i) => {
    if (typeof slot === 'number') result[slot] = arranged[i] as Tensor
  })
  return result
}

function numbered(slot: CallSlot, handles: readonly string[]): Slot {
  if (slot === null) return null
  return typeof slot === 'string' ? handles.indexOf(slot) : slot.map((handle) => handles.indexOf(handle))
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}
