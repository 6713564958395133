/** Whether a gradient can flow back on a wire at all. */
import type { ModuleInference } from '../../graph/infer/inference'

type Known = Pick<ModuleInference, 'nodes' | 'definition'>

const kept = new WeakMap<Known, { nested: ReadonlySet<string> | null; alone: ReadonlySet<string> | null }>()

/**
 * True when the wire's source, or anything before it, has parameters. Inside a nested definition an `Input` may bring
 * a gradient's way from outside, so it counts, too.
 */
export function learnsBefore(inference: Known, source: string, nested: boolean): boolean {
  const sets = kept.get(inference) ?? { nested: null, alone: null }
  kept.set(inference, sets)
  const set = (sets[nested ? 'nested' : 'alone'] ??= learning(inference, nested))
  return set.has(source)
}

/** Every node that a gradient comes to. */
function learning({ nodes, definition }: Known, nested: boolean): Set<string> {
  const after = new Map<string, string[]>()
  for (const { source, target } of definition.edges) {
    const known = after.get(source)
    if (known === undefined) after.set(source, [target])
    else known.push(target)
  }
  const found = new Set<string>()
  const open = [...nodes].flatMap(([id, { parameters, definition: type }]) =>
    parameters.length > 0 || (nested && type?.role === 'input') ? [id] : [],
  )
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue
    found.add(id)
    open.push(...(after.get(id) ?? []))
  }
  return found
}
