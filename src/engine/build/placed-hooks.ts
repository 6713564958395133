/** The hooks of one definition, ready to run at their places. */
import { portKey } from '../../graph/plan/questions'
import { labelOf } from '../../graph/plan/hook-label'
import type { ModulePlan, PlanHook } from '../../graph/plan/plan'
import { hookRun } from '../hooks/hook-kinds'
import type { HookRun } from '../hooks/hook-kinds'
import type { NetHooks } from '../hooks/net-hooks'
import { CallHook } from './call-hook'
import type { HookMoment, ValueHook } from './value-hook'

export interface PlacedHooks {
  /** At the ends of wires, by their ids. */
  readonly edges: ReadonlyMap<string, readonly ValueHook[]>
  /** On outputs, by node and handle. */
  readonly ports: ReadonlyMap<string, readonly ValueHook[]>
  /** On calls, by the node whose module is called. */
  readonly calls: ReadonlyMap<string, readonly CallHook[]>
}

export function placedHooks(plan: ModulePlan, net: NetHooks): PlacedHooks {
  const edges = new Map<string, ValueHook[]>()
  const ports = new Map<string, ValueHook[]>()
  const calls = new Map<string, CallHook[]>()
  for (const hook of plan.hooks) {
    const { place, pass } = hook
    if (pass === 'after_step' || place.kind === 'parameter') continue
    const run = hookRun(hook, { module: plan.module, label: labelOf(hook, plan), net })
    if (place.kind === 'node') {
      // Nodes that share a module are hooked together, as hooks are the module's.
      const call = plan.calls.find(({ node }) => node === place.node)
      add(
        calls,
        call?.sharedWith ?? place.node,
        new CallHook({ ...hook, pass }, { module: plan.module, node: place.node }, run, net),
      )
    } else {
      const watched = watchedRun(hook, run, net)
      if (place.kind === 'edge') add(edges, place.edge, { pass, run: watched })
      else add(ports, portKey(place), { pass, run: watched })
    }
  }
  return { edges, ports, calls }
}

/** The function of a hook, with whoever takes down what passes. */
export function watchedRun({ id }: PlanHook, run: HookRun, net: NetHooks): ValueHook['run'] {
  return (value, moment: HookMoment) => {
    const at = { path: moment.path, hook: id }
    net.watcher?.(at, 'before', value, null)
    const result = run(value, moment)
    if (result) net.watcher?.(at, 'after', result, null)
    return result
  }
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  map.set(key, [...(map.get(key) ?? []), value])
}
