/** What came to the hooks of a net in one pass, and what left them. */
import type { ModulePlan } from '../../graph/plan/plan'
import { keep, Tensor } from '../core/tensor'
import type { HookWatcher } from '../hooks/net-hooks'

export class HookRecord {
  /** By the name in the file of `gradwire run`; of a place that was passed several times, the last. */
  readonly values = new Map<string, Tensor>()

  constructor(private readonly plan: ModulePlan) {}

  /** For the hooks to call. */
  readonly watch: HookWatcher = ({ path, hook }, when, value, part) => {
    const names = [...pathText(this.plan, path), hook, part === null ? when : `${when}.${part}`]
    const name = ['hook', ...names].join('/')
    this.values.get(name)?.dispose()
    // Held beyond the pass; nothing is copied.
    this.values.set(name, keep(new Tensor(value.storage.share(), value.shape, value.dtype, value.layout)))
  }

  dispose(): void {
    for (const value of this.values.values()) value.dispose()
    this.values.clear()
  }
}

/** The dotted names of the instances with those ids; none in the main definition. */
function pathText(plan: ModulePlan, path: readonly string[]): string[] {
  const names: string[] = []
  let at = plan
  for (const id of path) {
    const call = at.calls.find(({ node }) => node === id)
    if (call?.kind !== 'instance') break
    names.push(call.name)
    at = call.plan
  }
  return names.length === 0 ? [] : [names.join('.')]
}
