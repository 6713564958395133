/** What a constructor says of its modules besides making them: which parameters are frozen, and hooks. */
import type { ModulePlan, PlanCall } from '../../plan/plan'
import { ownerOf, roleOf } from '../../plan/questions'
import { codeLines } from '../code-line'
import type { CodeLine } from '../code-line'
import type { ClassAttributes } from './attributes'
import type { HookWriter } from './hook-writer'
import { isModule } from './forward'
import { innerLosses } from './loss-terms'

/** @param registered Wires whose hooks are registered on the module that they lead to. */
export function constructorHooks(
  plan: ModulePlan,
  registered: ReadonlySet<string>,
  writer: HookWriter,
  attributes: ClassAttributes,
): CodeLine[] {
  const { module } = plan
  const of = (node: string, texts: readonly string[]): CodeLine[] =>
    texts.flatMap((text) => codeLines(text, [{ module, node }]))
  const lines = plan.calls.flatMap((call) => of(call.node, frozenLines(call, attributes)))
  for (const call of plan.calls) {
    const edges = new Set(Object.values(call.inputs).map(({ edge }) => edge))
    const onInput = plan.hooks.filter(
      ({ place }) => place.kind === 'edge' && edges.has(place.edge) && registered.has(place.edge),
    )
    if (onInput.length > 0)
      lines.push(...of(call.node, writer.onInput(attributes.access(call), onInput, plan)))
  }
  const calls = new Map(plan.calls.map((call) => [call.node, call]))
  for (const hook of plan.hooks) {
    const call = hook.place.kind === 'edge' ? undefined : calls.get(hook.place.node)
    if (call === undefined) continue
    const owner = ownerOf(call, plan)
    if (hook.place.kind === 'node')
      lines.push(
        ...of(
          call.node,
          writer.onCall(attributes.access(owner), [hook], plan, { results: ownResults(owner) }),
        ),
      )
    if (hook.place.kind !== 'parameter') continue
    const { name } = hook.place
    // No gradient ever comes to a frozen parameter, and PyTorch refuses to wait for one.
    if (hook.pass === 'backward' && isFrozen(owner, name)) continue
    const parameter = attributes.accessParameter(owner, name)
    lines.push(...of(call.node, [writer.onParameter(parameter, hook, plan)]))
  }
  return lines
}

/** How many results of a module are its own, where it gives the losses inside behind them; null: all. */
function ownResults(call: PlanCall): number | null {
  if (call.kind !== 'instance' || innerLosses(call.plan, true).length === 0) return null
  return call.plan.calls.filter((inner) => roleOf(inner) === 'output').length
}

/** `self.fc.requires_grad_(False)`, or the same for each of the parameters that are frozen. */
function frozenLines(call: PlanCall, attributes: ClassAttributes): string[] {
  const { frozen = [] } = call
  if (frozen === true) return [`${attributes.access(call)}.requires_grad_(False)`]
  return frozen.map((parameter) => `${attributes.accessParameter(call, parameter)}.requires_grad_(False)`)
}

/** By the node, or by one inside it. */
function isFrozen(call: PlanCall, parameter: string): boolean {
  const { frozen } = call
  if (frozen === true || frozen?.includes(parameter) === true) return true
  if (call.kind !== 'instance') return false
  const [first, ...rest] = parameter.split('.')
  const inner = call.plan.calls.find(({ name }) => name === first)
  return inner !== undefined && isFrozen(ownerOf(inner, call.plan), rest.join('.'))
}

/**
 * Wires whose hooks all act on values, into a module that is called once and has no other input. Dropout is not among them: it asks
 * at every call whether the module trains.
 */
export function registeredEdges(plan: ModulePlan): Set<string> {
  const shared = new Set(
    plan.calls.flatMap((call) => (call.sharedWith === undefined ? [] : [call.sharedWith, call.node])),
  )
  const edges = plan.calls.flatMap((call) => {
    const [source, more] = Object.values(call.inputs)
    const single = source !== undefined && more === undefined && !shared.has(call.node)
    return single && (call.kind === 'instance' || isModule(call)) ? [source.edge] : []
  })
  return new Set(
    edges.filter((edge) => {
      const hooks = plan.hooks.filter(({ place }) => place.kind === 'edge' && place.edge === edge)
      return hooks.length > 0 && hooks.every(({ pass, type }) => pass === 'forward' && type !== 'dropout')
    }),
  )
}
