/** Which parameters of a node do not learn. */
import type { GraphNode } from '../document/document'

/** Whether `requires_grad` of the node freezes the parameter of that name (as in `state_dict`, behind the node's own). */
export function isFrozen({ requires_grad: given }: Pick<GraphNode, 'requires_grad'>, name: string): boolean {
  if (typeof given !== 'object') return given === false
  return Object.hasOwn(given, name) && given[name] === false
}

/** What `requires_grad` of a node becomes where one of its parameters, or all of them, are to learn or not. */
export function withLearning(
  { requires_grad: given }: Pick<GraphNode, 'requires_grad'>,
  names: readonly string[],
  parameter: string | null,
  learns: boolean,
): boolean | Record<string, boolean> {
  if (parameter === null) return learns
  const frozen = names.filter((name) =>
    name === parameter ? !learns : isFrozen({ requires_grad: given }, name),
  )
  if (frozen.length === names.length) return false
  return frozen.length === 0 ? true : Object.fromEntries(frozen.map((name) => [name, false]))
}
