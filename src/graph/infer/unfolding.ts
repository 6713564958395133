/** How many calls a graph has once its instances are unfolded; they multiply quickly. */
import type { Finding } from '../document/finding'
import type { Inference, ModuleInference } from './inference'

/** More calls than any machine here trains. */
const MAX_CALLS = 100_000

/** What is wrong with a graph that unfolds to more than a machine can hold; nothing is unfolded to tell. */
export function unfoldingFindings({ main }: Inference): Finding[] {
  const calls = countCalls(main, new Map())
  if (calls <= MAX_CALLS) return []
  const message = `The graph unfolds to ${calls} calls; at most ${MAX_CALLS} can run.`
  return [{ severity: 'error', message, remedy: 'Nest fewer instances.' }]
}

function countCalls(module: ModuleInference, known: Map<ModuleInference, number>): number {
  const before = known.get(module)
  if (before !== undefined) return before
  let count = 0
  for (const node of module.nodes.values())
    count += node.instance === undefined ? 1 : 1 + countCalls(node.instance, known)
  known.set(module, count)
  return count
}
