/** Which instance of a definition the canvas shows values of. */
import type { GraphDocument } from '../../graph/document'
import { definitionOf } from '../../graph/document'

/**
 * Ids of the instances around a definition, outermost first: those of its first instance, nearest to the root.
 * Empty for the root itself; null where the definition is used nowhere, so that nothing flows in it.
 */
export function instancePath(document: GraphDocument, module: string): string[] | null {
  const seen = new Set<string>()
  let level: { module: string; path: string[] }[] = [{ module: document.main, path: [] }]
  while (level.length > 0) {
    const next: typeof level = []
    for (const at of level) {
      if (at.module === module) return at.path
      if (seen.has(at.module)) continue
      seen.add(at.module)
      for (const node of definitionOf(document, at.module)?.nodes ?? []) {
        const inner = node.params.module
        if (node.type === 'Module' && typeof inner === 'string')
          next.push({ module: inner, path: [...at.path, node.id] })
      }
    }
    level = next
  }
  return null
}
