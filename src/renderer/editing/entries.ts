/** What can be added to a graph: every node type, and every other module of the document as an instance. */
import type { Params } from '../../graph/document/document'
import { CATEGORIES } from '../../graph/registry/definition'
import type { NodeDefinition } from '../../graph/registry/definition'
import { nodeDefinition, nodeDefinitions } from '../../graph/nodes/index'
import { wordList } from '../texts/index'

export interface PaletteEntry {
  /** Unique; also what a drag carries. */
  id: string
  type: string
  params?: Params
  label: string
  definition: NodeDefinition
  /** Other words that mean it. */
  keywords: readonly string[]
}

/** The entries for the definition `shown` of a document with these definitions. */
export function paletteEntries(modules: readonly string[], shown: string): PaletteEntry[] {
  return nodeDefinitions.flatMap((definition) => {
    if (!CATEGORIES.includes(definition.category)) return []
    const keywords = [...plainWords(definition), definition.doc]
    if (definition.instanceOf === undefined)
      return [{ id: definition.type, type: definition.type, label: definition.label, definition, keywords }]
    return modules.filter((name) => name !== shown).map((name) => instanceOf(definition, name))
  })
}

/** The entry of that id. */
export function paletteEntry(id: string): PaletteEntry | undefined {
  const [type = '', module] = id.split(' ')
  const definition = nodeDefinition(type)
  if (definition === undefined) return undefined
  if (module !== undefined) return instanceOf(definition, module)
  return { id, type, label: definition.label, definition, keywords: [] }
}

function instanceOf(definition: NodeDefinition, module: string): PaletteEntry {
  return {
    id: `${definition.type} ${module}`,
    type: definition.type,
    params: { module },
    label: module,
    definition,
    keywords: [...plainWords(definition), definition.label],
  }
}

/** What people call a type or its kind who do not know PyTorch's name. */
function plainWords({ type, category }: NodeDefinition): string[] {
  return [wordList('palette.words')[type], wordList('palette.kinds')[category]].filter(
    (each) => each !== undefined,
  )
}
