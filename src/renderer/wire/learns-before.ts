/** Whether a gradient can flow back on a wire at all. */
import type { ModuleInference } from '../../graph/infer/inference'

/**
 * True when the wire's source, or anything before it, has parameters. Inside a nested definition an `Input` may bring
 * a gradient's way from outside, so it counts, too.
 */
export function learnsBefore(
  { nodes, definition }: Pick<ModuleInference, 'nodes' | 'definition'>,
  source: string,
  nested: boolean,
): boolean {
  const seen = new Set<string>()
  const open = [source]
  while (open.length > 0) {
    const id = open.pop()!
    if (seen.has(id)) continue
    seen.add(id)
    const inference = nodes.get(id)
    if ((inference?.parameters.length ?? 0) > 0) return true
    if (nested && inference?.definition?.role === 'input') return true
    for (const edge of definition.edges) if (edge.target === id) open.push(edge.source)
  }
  return false
}
