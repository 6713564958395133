/** What an ONNX model of a graph takes in and gives: the ends of inference, without what is for training alone. */
import { isJudge, isSlot, looseOutputs, roleOf } from '../../plan/questions'
import type { ModulePlan, PlanCall, PlanSource } from '../../plan/plan'
import { forwardHooks } from './hooked-value'

export interface Result {
  name: string
  source: PlanSource
}

/**
 * The `Output` nodes of the main definition; without any, what the losses look at beside their target; without losses, what
 * nobody consumes.
 */
export function resultsOf(plan: ModulePlan): Result[] {
  const outputs = plan.calls.filter((call) => roleOf(call) === 'output')
  if (outputs.length > 0)
    return outputs.flatMap(({ name, inputs }) => Object.values(inputs).map((source) => ({ name, source })))
  const judges = plan.calls.filter(isJudge)
  const sources = judges.length > 0 ? judges.flatMap(predictions) : looseOutputs(plan)
  const calls = new Map(plan.calls.map((call) => [call.node, call]))
  // Each value once; a wire with a hook carries a value of its own.
  const hooked = new Set(
    forwardHooks(plan).flatMap(({ place }) => (place.kind === 'edge' ? [place.edge] : [])),
  )
  const named = sources.flatMap((source) => {
    const call = calls.get(source.node)
    if (call === undefined || isSlot(call) || isJudge(call)) return []
    const name = nameOf(call, source.handle)
    return [{ name: hooked.has(source.edge) ? `${name}/${source.edge}` : name, source }]
  })
  return [...new Map(named.map((result) => [result.name, result])).values()]
}

function predictions(call: PlanCall): PlanSource[] {
  return Object.entries(call.inputs).flatMap(([handle, source]) => (handle === 'target' ? [] : [source]))
}

function nameOf({ name, outputs }: PlanCall, handle: string): string {
  return outputs.length > 1 ? `${name}.${handle}` : name
}

/** The outputs of each call that something needs, when these are needed of the plan. */
export function neededPorts(plan: ModulePlan, wanted: readonly PlanSource[]): Map<string, Set<string>> {
  const needed = new Map<string, Set<string>>()
  const need = ({ node, handle }: PlanSource): void => {
    const handles = needed.get(node)
    if (handles === undefined) needed.set(node, new Set([handle]))
    else handles.add(handle)
  }
  wanted.forEach(need)
  for (const call of plan.calls.toReversed()) {
    const handles = needed.get(call.node)
    if (handles === undefined) continue
    // Only an instance may do without some of its inputs.
    const inner = call.kind === 'instance' ? neededInputs(call.plan, handles) : null
    for (const [name, source] of Object.entries(call.inputs)) if (inner?.has(name) ?? true) need(source)
  }
  return needed
}

/** The `Input` nodes of a definition that its outputs of those names need. */
function neededInputs(plan: ModulePlan, handles: ReadonlySet<string>): Set<string> {
  const needed = neededPorts(plan, outputSources(plan, handles))
  const inputs = plan.calls.filter((call) => roleOf(call) === 'input' && needed.has(call.node))
  return new Set(inputs.map(({ name }) => name))
}

/** What the `Output` nodes of those names take. */
export function outputSources(plan: ModulePlan, names: ReadonlySet<string>): PlanSource[] {
  return plan.calls
    .filter((call) => roleOf(call) === 'output' && names.has(call.name))
    .flatMap((call) => Object.values(call.inputs))
}
