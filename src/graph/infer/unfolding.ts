/** How many calls a graph has once its instances are unfolded; they multiply quickly. */
import type { Finding } from '../document/finding'
import type { Inference, ModuleInference } from './inference'
import { tell, told } from '../../words/tell'

/** More calls than any machine here trains. */
const MAX_CALLS = 100_000

/** What is wrong with a graph that unfolds to more than a machine can hold; nothing is unfolded to tell. */
export function unfoldingFindings({ main }: Inference): Finding[] {
  const calls = countCalls(main, new Map())
  if (calls <= MAX_CALLS) return []
  const message = told(
    'module.too_many_calls',
    'The graph unfolds to {{calls}} calls; at most {{most}} can run.',
    {
      calls,
      most: MAX_CALLS,
    },
  )
  return [{ severity: 'error', ...message, remedy: tell('remedy.fewer_instances', 'Nest fewer instances.') }]
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
