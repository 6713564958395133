/** Which classes are an `nn.Sequential`: it calls its modules one after another, so that nobody need write a `forward`. */
import { nodeDefinition } from '../../nodes/index'
import type { ModulePlan, PlanCall } from '../../plan/plan'
import { isModule } from './forward'
import { roleOf } from '../../plan/questions'
import { innerLosses } from './loss-terms'

/** Whether each of at least two modules takes what the one before it gives, from the one `Input` to the one `Output`. */
export function isChain(plan: ModulePlan): boolean {
  if (plan.hooks.length > 0 || plan.calls.length < 4) return false
  return plan.calls.every((call, index) => {
    const before = plan.calls[index - 1]
    if (before === undefined) return roleOf(call) === 'input'
    const [source, ...more] = Object.values(call.inputs)
    if (source?.node !== before.node || more.length > 0) return false
    return index === plan.calls.length - 1 ? roleOf(call) === 'output' : isLink(call)
  })
}

/** A module that is called with one tensor, gives one, and is no other's. */
function isLink(call: PlanCall): boolean {
  if (call.sharedWith !== undefined || call.outputs.length !== 1) return false
  if (call.kind === 'instance')
    return innerLosses(call.plan, true).length === 0 && Object.keys(call.inputs).length === 1
  const rule = nodeDefinition(call.type)?.pytorch
  return (
    isModule(call) && rule?.inputs === undefined && rule?.results === undefined && rule?.outputs === undefined
  )
}
