/** Hooks and `requires_grad` of an instance name parameters inside it by paths, as `fc.weight`: they follow where a node inside gets another path. */
import type { GraphDocument, GraphNode, Hook, ModuleDefinition } from '../document/document'
import { nodeDefinition } from '../nodes/index'

/** New paths of nodes by their old ones, from the definition that they stand in: `fc` → `block.fc`. */
export type Paths = ReadonlyMap<string, string>

/**
 * The document with what names parameters of that definition, through however many instances, told anew.
 *
 * @param before The document in which the old paths hold.
 */
export function withNewPaths(
  document: GraphDocument,
  before: GraphDocument,
  module: string,
  paths: Paths,
): GraphDocument {
  const change = (instance: GraphNode, path: string): string =>
    newPath(before, { module, paths }, instance, path)
  let changed = false
  const modules = Object.entries(document.modules).map(([name, definition]) => {
    const next = withDefinition(definition, change)
    changed ||= next !== definition
    return [name, next] as const
  })
  return changed ? { ...document, modules: Object.fromEntries(modules) } : document
}

function withDefinition(
  definition: ModuleDefinition,
  change: (instance: GraphNode, path: string) => string,
): ModuleDefinition {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]))
  const hooks = definition.hooks?.map((hook): Hook => {
    const node = nodes.get(hook.parameter?.node ?? '')
    if (hook.parameter === undefined || node === undefined) return hook
    const name = change(node, hook.parameter.name)
    return name === hook.parameter.name ? hook : { ...hook, parameter: { ...hook.parameter, name } }
  })
  const learning = definition.nodes.map((node): GraphNode => {
    const { requires_grad: given } = node
    if (typeof given !== 'object') return node
    const entries = Object.entries(given).map(([name, value]) => [change(node, name), value] as const)
    const same = Object.keys(given).every((name, i) => entries[i]?.[0] === name)
    return same ? node : { ...node, requires_grad: Object.fromEntries(entries) }
  })
  const sameHooks = hooks?.every((hook, i) => hook === definition.hooks?.[i]) ?? true
  const sameNodes = learning.every((node, i) => node === definition.nodes[i])
  if (sameHooks && sameNodes) return definition
  return {
    ...definition,
    ...(sameNodes ? {} : { nodes: learning }),
    ...(sameHooks || hooks === undefined ? {} : { hooks }),
  }
}

interface Moved {
  module: string
  paths: Paths
}

/** The path from an instance. */
function newPath(document: GraphDocument, moved: Moved, instance: GraphNode, path: string): string {
  const name = nodeDefinition(instance.type)?.instanceOf?.(instance.params)
  const definition = name === undefined ? undefined : document.modules[name]
  if (definition === undefined) return path
  if (name === moved.module)
    for (const [from, to] of moved.paths)
      if (path === from || path.startsWith(`${from}.`)) return to + path.slice(from.length)
  const [first = '', ...rest] = path.split('.')
  const inner = definition.nodes.find((node) => node.name === first)
  if (inner === undefined || rest.length === 0) return path
  return `${first}.${newPath(document, moved, inner, rest.join('.'))}`
}
