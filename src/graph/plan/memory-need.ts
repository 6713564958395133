/** What a plan asks of a machine's memory at least: told before any of it is taken. */
import { dimAt } from '../types/dims'
import type { ModulePlan, PlanOperation } from './plan'

/** Every dtype takes as many in the engine. */
export const BYTES_PER_VALUE = 4

/** A call in its definition. */
export interface CallPlace {
  module: string
  call: PlanOperation
}

/** All learnable values of the plan, and the call that adds most of them; null where there are none. */
export function weightsNeed(plan: ModulePlan): { bytes: number; most: CallPlace | null } {
  let bytes = 0
  let most: CallPlace | null = null
  for (const place of operationsOf(plan)) {
    const { parameterCount } = place.call
    bytes += parameterCount * BYTES_PER_VALUE
    if (parameterCount > (most?.call.parameterCount ?? 0)) most = place
  }
  return { bytes, most }
}

export interface OutputNeed extends CallPlace {
  shape: number[]
  bytes: number
}

/** The largest tensor that a pass over a batch of that size makes; null where no type is known. */
export function largestOutput(plan: ModulePlan, batch: number): OutputNeed | null {
  let most: OutputNeed | null = null
  for (const place of operationsOf(plan)) {
    for (const type of place.call.outputTypes) {
      if (type === null) continue
      const shape = type.shape.map((dim) => dimAt(dim, batch))
      const bytes = bytesOf(shape)
      if (bytes > (most?.bytes ?? 0)) most = { ...place, shape, bytes }
    }
  }
  return most
}

/** Down through instances, each as often as it is called. */
function* operationsOf(plan: ModulePlan): Generator<CallPlace> {
  for (const call of plan.calls) {
    if (call.kind === 'instance') yield* operationsOf(call.plan)
    else yield { module: plan.module, call }
  }
}

function bytesOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, BYTES_PER_VALUE)
}
