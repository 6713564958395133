/** Which classes are an `nn.Sequential`: it calls its modules one after another, so that nobody need write a `forward`. */
import { nodeDefinition } from '../../nodes/index'
import type { ModulePlan, PlanCall, PlanSource } from '../../plan/plan'
import { isModule } from './forward'
import { portKey, roleOf } from '../../plan/questions'
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

/** The same of the main module, whose one argument may be data and whose one result a loss may look at. */
export function isMainChain(
  plan: ModulePlan,
  args: readonly { node: string; handle: string }[],
  returned: readonly { source: PlanSource }[],
): boolean {
  const [first, ...others] = args
  const [last, ...more] = returned
  if (first === undefined || last === undefined || others.length + more.length + plan.hooks.length > 0)
    return false
  const links = plan.calls.filter((call) => call.kind === 'instance' || roleOf(call) === undefined)
  const ends = links.every((call, index) => {
    const [source, ...rest] = Object.values(call.inputs)
    const before =
      index === 0 ? first : { node: links[index - 1]!.node, handle: links[index - 1]!.outputs[0] ?? '' }
    return source !== undefined && rest.length === 0 && portKey(source) === portKey(before) && isLink(call)
  })
  return links.length > 1 && ends && last.source.node === links.at(-1)?.node
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
