/** A name for one call of a node, for lists of the calls that a step has done. */

/** The call of a node in an instance given by the ids of the instances around it. */
export function callKey(path: readonly string[], node: string): string {
  return [...path, node].join('\n')
}
