/** Which definition is used where. */
import { definitionOf } from '../document/document'
import type { GraphDocument } from '../document/document'
import { nodeDefinition } from '../nodes/index'

/** The main definition, then the others in the order in which a reader meets them, and last those that nothing uses. */
export function definitionNames(document: GraphDocument): string[] {
  return [...new Set([document.main, ...usesOf(document).keys(), ...Object.keys(document.modules)])]
}

/** Names of the instances of each definition, `block1` in the main one and `Up.convs` elsewhere, as a reader meets them. */
export function usesOf(document: GraphDocument): Map<string, string[]> {
  const uses = new Map<string, string[]>()
  const seen = new Set<string>()
  const visit = (name: string): void => {
    if (seen.has(name)) return
    seen.add(name)
    for (const node of definitionOf(document, name)?.nodes ?? []) {
      const inner = nodeDefinition(node.type)?.instanceOf?.(node.params)
      if (inner === undefined) continue
      const path = name === document.main ? node.name : `${name}.${node.name}`
      uses.set(inner, [...(uses.get(inner) ?? []), path])
      visit(inner)
    }
  }
  visit(document.main)
  return uses
}
