/** The definitions that pasted instances need: those of the same text are there already, others come along. */
import { dequal } from 'dequal'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../document/document'
import { numbered } from '../document/identifiers'
import { nodeDefinition } from '../nodes/index'

interface Part {
  nodes: readonly GraphNode[]
  modules?: GraphDocument['modules']
}

/** Nestings deeper than a document may have. */
const MAX_DEPTH = 64

/** The document with the definitions, and the nodes with the names that these have there. */
export function bringModules(
  document: GraphDocument,
  { nodes, modules: given = {} }: Part,
): { document: GraphDocument; nodes: readonly GraphNode[] } {
  const modules: Record<string, ModuleDefinition> = { ...document.modules }
  const names = new Map<string, string>()
  const bring = (name: string, depth: number): string => {
    const known = names.get(name)
    const definition = Object.hasOwn(given, name) ? given[name] : undefined
    if (known !== undefined || definition === undefined || depth > MAX_DEPTH) return known ?? name
    const inner = definition.nodes.map((node) => renamed(node, (other) => bring(other, depth + 1)))
    const brought = { ...definition, nodes: inner }
    const here = Object.hasOwn(modules, name) ? modules[name] : undefined
    const same = here !== undefined && dequal(here, brought)
    const free = here === undefined || same ? name : numbered(`${name}_`, new Set(Object.keys(modules)), 2)
    names.set(name, free)
    modules[free] = brought
    return free
  }
  const pasted = nodes.map((node) => renamed(node, (name) => bring(name, 0)))
  return { document: names.size === 0 ? document : { ...document, modules }, nodes: pasted }
}

/** An instance with another name of its definition. */
function renamed(node: GraphNode, rename: (name: string) => string): GraphNode {
  const { module } = node.params
  if (nodeDefinition(node.type)?.instanceOf === undefined || typeof module !== 'string') return node
  const name = rename(module)
  return name === module ? node : { ...node, params: { ...node.params, module: name } }
}
