/** What everyone who walks a plan asks of it: the engine and the exports ask here, so that they agree. */
import { nodeDefinition } from '../nodes/index'
import type { NodeRole } from '../registry/definition'
import type { ModulePlan, PlanCall, PlanOperation, PlanSource } from './plan'

/** The role of a call's node type; undefined for a layer, an operation and an instance. */
export function roleOf(call: PlanCall): NodeRole | undefined {
  return call.kind === 'instance' ? undefined : nodeDefinition(call.type)?.role
}

/** Whether values enter the plan here: an `Input` node, or a data source. */
export function isSlot(call: PlanCall): call is PlanOperation {
  const role = roleOf(call)
  return role === 'input' || role === 'data'
}

/** Whether a call judges the net rather than being part of it. */
export function isJudge(call: PlanCall): boolean {
  const role = roleOf(call)
  return role === 'loss' || role === 'metric'
}

/** Whether a call is a loss with weights of its own: it is part of the net then, which trains them. */
export function isLearningLoss(call: PlanCall): call is PlanOperation {
  if (call.kind === 'instance') return false
  const definition = nodeDefinition(call.type)
  return definition?.role === 'loss' && definition.parameters(call.params).length > 0
}

/** Whether the plan, or one inside it, has a loss. */
export function hasLoss(plan: ModulePlan): boolean {
  return plan.calls.some((call) => (call.kind === 'instance' ? hasLoss(call.plan) : roleOf(call) === 'loss'))
}

/** One value that a plan takes in. */
export interface PlanSlot {
  call: PlanOperation
  handle: string
}

/** Everything that a plan takes in, in its order. */
export function slotsOf(plan: ModulePlan): PlanSlot[] {
  return plan.calls.filter(isSlot).flatMap((call) => call.outputs.map((handle) => ({ call, handle })))
}

/** An output of a node as the key of a map. */
export function portKey({ node, handle }: { node: string; handle: string }): string {
  return `${node}\n${handle}`
}

/** The call whose module this one uses: another's where they share, else its own. */
export function ownerOf(call: PlanCall, plan: ModulePlan): PlanCall {
  if (call.sharedWith === undefined) return call
  return plan.calls.find((other) => other.node === call.sharedWith) ?? call
}

/** Outputs that nothing takes but metrics; data that a metric looks at is no loose end. */
export function looseOutputs(plan: ModulePlan): PlanSource[] {
  const slots = new Set(slotsOf(plan).map(({ call, handle }) => portKey({ node: call.node, handle })))
  const taken = new Set(
    plan.calls.flatMap((call) => {
      const keys = Object.values(call.inputs).map(portKey)
      return roleOf(call) === 'metric' ? keys.filter((key) => slots.has(key)) : keys
    }),
  )
  return plan.calls.flatMap(({ node, outputs }) =>
    outputs.map((handle) => ({ edge: '', node, handle })).filter((source) => !taken.has(portKey(source))),
  )
}
