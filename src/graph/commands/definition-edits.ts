/** Pure helpers that commands share: look-ups that refuse in plain words, and updates that keep untouched identity. */
import { definitionOf } from '../document/document'
import type {
  GraphDocument,
  GraphEdge,
  GraphNode,
  Hook,
  ModuleDefinition,
  Params,
} from '../document/document'
import { placeOf } from '../document/hook-place'
import { acceptsHandle, outputHandles } from '../nodes/handles'
import { freshId, nameProblem, nearest, numbered, suggestName } from '../document/identifiers'
import type { NodeContext, NodeDefinition } from '../registry/definition'
import { nodeDefinition, nodeDefinitions } from '../nodes/index'
import { initialParams } from '../params/param-types'
import { parseParams } from '../params/param-findings'
import { Refusal } from '../document/command'
import { tell } from '../../words/tell'

export function moduleAt(document: GraphDocument, name: string): ModuleDefinition {
  const definition = definitionOf(document, name)
  if (definition === undefined)
    throw new Refusal(
      tell('refusal.there_is_no_module_in', "There is no module '{{name}}' in this document.", { name }),
    )
  return definition
}

export function nodeAt(definition: ModuleDefinition, id: string): GraphNode {
  const node = definition.nodes.find((candidate) => candidate.id === id)
  if (node === undefined)
    throw new Refusal(tell('refusal.there_is_no_node', "There is no node '{{id}}'.", { id }))
  return node
}

export function edgeAt(definition: ModuleDefinition, id: string): GraphEdge {
  const edge = definition.edges.find((candidate) => candidate.id === id)
  if (edge === undefined)
    throw new Refusal(tell('refusal.there_is_no_wire', "There is no wire '{{id}}'.", { id }))
  return edge
}

export function typeAt(type: string): NodeDefinition {
  const definition = nodeDefinition(type)
  if (definition !== undefined) return definition
  const near = nearest(type, nodeDefinitions.map((known) => known.type)) // prettier-ignore
  throw new Refusal(
    tell('refusal.is_not_node_type', "'{{type}}' is not a node type.", { type }),
    near === undefined ? undefined : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near }),
  )
}

export function contextOf(document: GraphDocument): NodeContext {
  return { modules: document.modules }
}

/** The document with another definition of that name; the same document where nothing in it differs. */
export function withModule(document: GraphDocument, name: string, module: ModuleDefinition): GraphDocument {
  const before = definitionOf(document, name)
  if (before === undefined) return { ...document, modules: { ...document.modules, [name]: module } }
  const kept = {
    ...module,
    nodes: sameItems(module.nodes, before.nodes) ? before.nodes : module.nodes,
    edges: sameItems(module.edges, before.edges) ? before.edges : module.edges,
  }
  // Keys of later versions of the format count too.
  const keys = Object.keys({ ...before, ...kept })
  if (keys.every((key) => Reflect.get(kept, key) === Reflect.get(before, key))) return document
  return { ...document, modules: { ...document.modules, [name]: kept } }
}

function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]))
}

export function replaceNode(definition: ModuleDefinition, node: GraphNode): ModuleDefinition {
  return { ...definition, nodes: definition.nodes.map((other) => (other.id === node.id ? node : other)) }
}

/** The definition without these wires, and without the probes and hooks on them. */
export function withoutEdges(definition: ModuleDefinition, gone: ReadonlySet<string>): ModuleDefinition {
  if (gone.size === 0) return definition
  const result = { ...definition, edges: definition.edges.filter((edge) => !gone.has(edge.id)) }
  if (definition.probes?.some((probe) => gone.has(probe.edge))) {
    result.probes = definition.probes.filter((probe) => !gone.has(probe.edge))
  }
  const isGone = ({ edge }: Hook): boolean => edge !== undefined && gone.has(edge)
  if (definition.hooks?.some(isGone)) result.hooks = definition.hooks.filter((hook) => !isGone(hook))
  return result
}

/** The other nodes that are the same module as this one: its owner, and whoever shares with that. */
export function sharers(definition: ModuleDefinition, node: GraphNode): GraphNode[] {
  const owner = node.shared_with ?? node.id
  return definition.nodes.filter(
    (other) =>
      other.id !== node.id && other.type === node.type && (other.id === owner || other.shared_with === owner),
  )
}

/** The definition with those of `from`'s probes and hooks that sit on its own wires and nodes; empty lists do not stand in the file. */
export function withMarks(
  definition: ModuleDefinition,
  from: Pick<ModuleDefinition, 'probes' | 'hooks'>,
): ModuleDefinition {
  const { probes: _, hooks: __, ...rest } = definition
  const edges = new Set(definition.edges.map((edge) => edge.id))
  const probes = (from.probes ?? []).filter((probe) => edges.has(probe.edge))
  const nodes = new Set(definition.nodes.map((node) => node.id))
  const hooks = (from.hooks ?? []).filter((hook) => {
    const place = placeOf(hook)
    return place !== undefined && (place.kind === 'edge' ? edges.has(place.edge) : nodes.has(place.node))
  })
  return {
    ...rest,
    ...(probes.length === 0 ? {} : { probes }),
    ...(hooks.length === 0 ? {} : { hooks }),
  }
}

/** Empty lists do not stand in the file. */
export function withList<K extends 'probes' | 'hooks'>(
  definition: ModuleDefinition,
  key: K,
  list: NonNullable<ModuleDefinition[K]>,
): ModuleDefinition {
  const next = { ...definition, [key]: list }
  if (list.length === 0) delete next[key]
  return next
}

export function namesIn(definition: ModuleDefinition): Set<string> {
  return new Set(definition.nodes.map((node) => node.name))
}

/** A free name for a new node: conv1, conv2, …; loss, loss2, …. */
export function freshName(type: NodeDefinition, taken: ReadonlySet<string>): string {
  if (!type.plainStem) return numbered(type.stem, taken)
  return taken.has(type.stem) ? numbered(type.stem, taken, 2) : type.stem
}

export function newNodeId(definition: ModuleDefinition, wanted?: string): string {
  if (wanted === undefined) return freshId('n', definition.nodes.map((node) => node.id)) // prettier-ignore
  if (wanted === '' || wanted === '__proto__')
    throw new Refusal(tell('refusal.cannot_be_id', "'{{wanted}}' cannot be an id.", { wanted }))
  if (definition.nodes.some((node) => node.id === wanted))
    throw new Refusal(tell('refusal.id_is_in_use', "The id '{{wanted}}' is in use.", { wanted }))
  return wanted
}

export function newEdgeId(definition: ModuleDefinition, wanted?: string): string {
  if (wanted === undefined) return freshId('e', definition.edges.map((edge) => edge.id)) // prettier-ignore
  if (wanted === '' || wanted === '__proto__')
    throw new Refusal(tell('refusal.cannot_be_id', "'{{wanted}}' cannot be an id.", { wanted }))
  if (definition.edges.some((edge) => edge.id === wanted))
    throw new Refusal(tell('refusal.id_is_in_use', "The id '{{wanted}}' is in use.", { wanted }))
  return wanted
}

/** Refuses a name that the module tree cannot have; `self` is the node's present name. */
export function checkName(definition: ModuleDefinition, name: string, self?: string): void {
  const taken = namesIn(definition)
  const problem = nameProblem(name)
  if (problem !== undefined)
    throw new Refusal(
      problem.message,
      tell('refusal.for_example', "For example '{{name}}'.", { name: suggestName(name, taken) }),
    )
  if (name !== self && taken.has(name)) {
    throw new Refusal(
      tell('refusal.name_is_taken', "The name '{{name}}' is taken.", { name }),
      tell('refusal.for_example', "For example '{{name}}'.", { name: suggestName(name, taken) }),
    )
  }
}

/** Refuses params that the type does not take; with `only`, complaints about others do not count. */
export function checkParams(type: NodeDefinition, params: Params, only?: ReadonlySet<string>): void {
  const problems = parseParams(type.type, type.params, params).problems ?? []
  const problem = problems.find(({ param }) => only === undefined || only.has(param))
  if (problem !== undefined) throw new Refusal(problem.message, problem.remedy)
}

/** Params of a new node: what PyTorch requires, at the values that the form starts with, under what was given. */
export function startParams(type: NodeDefinition, given: Params = {}): Params {
  const params = { ...initialParams(type.params), ...given }
  checkParams(type, params)
  return params
}

/** Adds a wire. A wire into the same handle gives way; one that would close a cycle is refused. */
export function connect(
  document: GraphDocument,
  definition: ModuleDefinition,
  wire: Omit<GraphEdge, 'id'>,
  id?: string,
): ModuleDefinition {
  const source = nodeAt(definition, wire.source)
  const target = nodeAt(definition, wire.target)
  const context = contextOf(document)
  if (
    !outputHandles(source, context, [wire.sourceHandle]).some((handle) => handle.name === wire.sourceHandle)
  ) {
    throw new Refusal(
      tell('refusal.has_no_output', "{{source}} has no output '{{sourceHandle}}'.", {
        source: source.name,
        sourceHandle: wire.sourceHandle,
      }),
    )
  }
  if (!acceptsHandle(typeAt(target.type), target, context, wire.targetHandle)) {
    throw new Refusal(
      tell('refusal.has_no_input', "{{target}} has no input '{{targetHandle}}'.", {
        target: target.name,
        targetHandle: wire.targetHandle,
      }),
    )
  }
  if (reaches(definition, wire.target, wire.source)) {
    throw new Refusal(
      tell('refusal.wire_from_to_would_close', 'A wire from {{source}} to {{target}} would close a cycle.', {
        source: source.name,
        target: target.name,
      }),
    )
  }
  const same = definition.edges.find(
    (edge) => edge.target === wire.target && edge.targetHandle === wire.targetHandle,
  )
  if (same?.source === wire.source && same.sourceHandle === wire.sourceHandle) return definition
  const freed = same === undefined ? definition : withoutEdges(definition, new Set([same.id]))
  return { ...freed, edges: [...freed.edges, { id: newEdgeId(definition, id), ...wire }] }
}

/** Whether the wires lead from one node to another (a node reaches itself). */
export function reaches(definition: ModuleDefinition, from: string, to: string): boolean {
  const after = new Map<string, string[]>()
  for (const edge of definition.edges) {
    const known = after.get(edge.source)
    if (known === undefined) after.set(edge.source, [edge.target])
    else known.push(edge.target)
  }
  const seen = new Set([from])
  const open = [from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === to) return true
    for (const next of after.get(at) ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      open.push(next)
    }
  }
  return false
}
