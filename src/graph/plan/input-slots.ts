/** The tensors that a net takes in, as whoever feeds it asks for them. */
import type { ModulePlan } from './plan'
import { roleOf, slotsOf } from './questions'

/** One tensor that the net takes: an `Input` node's, or an output of a `Dataset` node. */
export interface InputSlot {
  node: string
  name: string
  handle: string
  /** An argument of the net, or one of what a data source gives. */
  role: 'input' | 'data'
  params: Readonly<Record<string, unknown>>
}

/** What a plan takes in, in its order. */
export function inputSlots(plan: ModulePlan): InputSlot[] {
  return slotsOf(plan).map(({ call, handle }) => {
    const { node, name, params } = call
    return { node, name, handle, role: roleOf(call) === 'data' ? 'data' : 'input', params }
  })
}
