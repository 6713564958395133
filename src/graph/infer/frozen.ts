/** Which parameters of a node do not learn. */
import type { GraphNode } from '../document/document'

/** Whether `requires_grad` of the node freezes the parameter of that name (as in `state_dict`, behind the node's own). */
export function isFrozen({ requires_grad: given }: Pick<GraphNode, 'requires_grad'>, name: string): boolean {
  if (typeof given !== 'object') return given === false
  return Object.hasOwn(given, name) && given[name] === false
}
