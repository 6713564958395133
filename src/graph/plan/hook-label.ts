/** Where a hook sits, in the names of its definition. */
import { assertNever } from '../basics/assert-never'
import { hookText } from '../hooks/hook-text'
import type { ModulePlan, PlanHook } from './plan'

/** Every hook of a plan and of the definitions in it, each once: as one writes it, and where it sits. */
export function hooksIn(plan: ModulePlan): { text: string; place: string; module: string }[] {
  const found = new Map<string, { text: string; place: string; module: string }>()
  const walk = (part: ModulePlan): void => {
    for (const hook of part.hooks)
      found.set(`${part.module} ${hook.id}`, {
        text: hookText(hook),
        place: labelOf(hook, part),
        module: part.module,
      })
    for (const call of part.calls) if (call.kind === 'instance') walk(call.plan)
  }
  walk(plan)
  return [...found.values()]
}

/** `conv1.output backward`, `relu1.output → conv2.input forward`, `fc.weight after_step`, `fc forward`. */
export function labelOf({ place, pass }: PlanHook, plan: ModulePlan): string {
  const nameOf = (node: string): string => plan.calls.find((call) => call.node === node)?.name ?? node
  switch (place.kind) {
    case 'edge': {
      for (const { name, inputs } of plan.calls)
        for (const [handle, source] of Object.entries(inputs))
          if (source.edge === place.edge)
            return `${nameOf(source.node)}.${source.handle} → ${name}.${handle} ${pass}`
      return `${place.edge} ${pass}`
    }
    case 'port':
      return `${nameOf(place.node)}.${place.handle} ${pass}`
    case 'parameter':
      return `${[nameOf(place.node), ...(place.name === '' ? [] : [place.name])].join('.')} ${pass}`
    case 'node':
      return `${nameOf(place.node)} ${pass}`
    default:
      return assertNever(place)
  }
}
