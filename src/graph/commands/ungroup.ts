/** Puts the nodes of an instance where the instance was. */
import type { GraphDocument, GraphEdge, GraphNode, Hook, ModuleDefinition } from '../document/document'
import { parseParams } from '../params/param-findings'
import { freshIds, suggestName } from '../document/identifiers'
import { nodeDefinition } from '../nodes/index'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import { moduleAt, namesIn, nodeAt, withMarks, withModule, withoutEdges } from './definition-edits'
import { middleOf } from './group'
import { checkNoCallHooks, movedHook, withFreeIds } from './hooks'
import type { Change } from './nodes'
import { withNewPaths } from './parameter-paths'
import { instancesOf } from './ports'
import { followUngroup } from './ungrouped-breakpoints'
import { tell } from '../../words/tell'

const LONGEST_ID = 200

/**
 * The definition goes with its last instance. A node keeps its id, or, where that is taken or other instances need it, gets
 * the one that tells where it came from (`n12/n3`): by both its weights are found again.
 */
export function ungroup(document: GraphDocument, command: CommandOf<'ungroup'>): Change {
  const { module } = command
  const definition = moduleAt(document, module)
  const instance = nodeAt(definition, command.node)
  const name = nodeDefinition(instance.type)?.instanceOf?.(instance.params)
  if (name === undefined)
    throw new Refusal(
      tell('refusal.is_not_instance_of_module', '{{name}} is not an instance of a module.', {
        name: instance.name,
      }),
    )
  const inner = moduleAt(document, name)
  checkShared(definition, instance)
  checkNoCallHooks(definition, instance)
  const uses = Object.values(document.modules).flatMap((each) => instancesOf(each, name))
  const last = uses.length === 1
  const ids = nodeIds(definition, instance, inner, last)
  let next = spliced(definition, instance, inner, ids)
  for (const port of inner.nodes) {
    const role = nodeDefinition(port.type)?.role
    if (role === 'input' || role === 'output') next = dissolved(next, ids.get(port.id)!, role)
  }
  const kept = new Set(next.nodes.map((node) => node.id))
  const names = new Map(next.nodes.map((node) => [node.id, node.name]))
  const paths = inner.nodes.flatMap((node): [string, string][] => {
    const to = names.get(ids.get(node.id) ?? '')
    return to === undefined ? [] : [[`${instance.name}.${node.name}`, to]]
  })
  const done = withNewPaths(withModule(document, module, next), document, module, new Map(paths))
  const created = [...ids.values()].filter((id) => kept.has(id))
  const follow = followUngroup(document, {
    module,
    before: definition,
    after: next,
    instance: instance.id,
    name,
    inner,
    ids,
    last,
  })
  return { document: last ? withoutModule(done, name) : done, created, follow }
}

function withoutModule(document: GraphDocument, name: string): GraphDocument {
  const { [name]: _, ...modules } = document.modules
  return { ...document, modules }
}

function checkShared(definition: ModuleDefinition, instance: GraphNode): void {
  const owner = definition.nodes.find((node) => node.id === instance.shared_with)
  const user = definition.nodes.find((node) => node.shared_with === instance.id)
  const other = owner ?? user
  if (other === undefined) return
  throw new Refusal(
    tell(
      'refusal.shares_its_weights_with_so',
      '{{instance}} shares its weights with {{other}}, so it cannot be dissolved alone.',
      { instance: instance.name, other: other.name },
    ),
    tell('refusal.give_its_own_weights_first', 'Give {{name}} its own weights first.', {
      name: owner === undefined ? other.name : instance.name,
    }),
  )
}

/** Ids in the outer definition by ids in the inner one. */
function nodeIds(
  definition: ModuleDefinition,
  instance: GraphNode,
  inner: ModuleDefinition,
  last: boolean,
): Map<string, string> {
  const used = [...definition.nodes, ...inner.nodes].map((node) => node.id)
  const next = freshIds('n', used)
  const taken = new Set(definition.nodes.map((node) => node.id))
  const ids = new Map<string, string>()
  for (const { id, type } of inner.nodes) {
    const role = nodeDefinition(type)?.role
    const port = role === 'input' || role === 'output'
    const told = `${instance.id}/${id}`
    let free = last && !port ? id : told
    if (taken.has(free)) free = told
    if (port || taken.has(free) || free.length > LONGEST_ID) free = next()
    taken.add(free)
    ids.set(id, free)
  }
  return ids
}

/** Everything in one definition; `Input` and `Output` still stand between the wires outside and those inside. */
function spliced(
  definition: ModuleDefinition,
  instance: GraphNode,
  inner: ModuleDefinition,
  ids: ReadonlyMap<string, string>,
): ModuleDefinition {
  const nodes = movedNodes(definition, instance, inner, ids)
  const edgeIds = renamedEdges(definition, inner)
  const port = (name: string, type: 'input' | 'output'): string | undefined => {
    const found = inner.nodes.find((node) => node.name === name && nodeDefinition(node.type)?.role === type)
    return found === undefined ? undefined : ids.get(found.id)
  }
  const outer = definition.edges.flatMap((edge): GraphEdge[] => {
    let next = edge
    if (edge.target === instance.id) {
      const target = port(edge.targetHandle, 'input')
      if (target === undefined) return []
      next = { ...next, target, targetHandle: 'input' }
    }
    if (edge.source === instance.id) {
      const source = port(edge.sourceHandle, 'output')
      if (source === undefined) return []
      next = { ...next, source, sourceHandle: 'output' }
    }
    return [next]
  })
  const moved = inner.edges.map((edge) => ({
    ...edge,
    id: edgeIds.get(edge.id)!,
    source: ids.get(edge.source)!,
    target: ids.get(edge.target)!,
  }))
  const probes = (inner.probes ?? []).map((probe) => ({ ...probe, edge: edgeIds.get(probe.edge)! }))
  const hooks = (definition.hooks ?? []).map((hook) => {
    const to = hook.port?.node === instance.id ? port(hook.port.handle, 'output') : undefined
    if (hook.port !== undefined && to !== undefined)
      return { ...hook, port: { ...hook.port, node: to, handle: 'output' } }
    return hook.parameter?.node === instance.id ? innerParameter(hook, inner, ids) : hook
  })
  const moves = { edge: (id: string) => edgeIds.get(id), node: (id: string) => ids.get(id) }
  const coming = (inner.hooks ?? []).flatMap((hook) => movedHook(hook, moves) ?? [])
  return withMarks(
    { ...definition, nodes, edges: [...outer, ...moved] },
    {
      probes: [...(definition.probes ?? []), ...probes],
      hooks: [...hooks, ...withFreeIds(hooks, coming)],
    },
  )
}

/** A parameter of an instance, `fc.weight`, is one of a node inside. */
function innerParameter(hook: Hook, inner: ModuleDefinition, ids: ReadonlyMap<string, string>): Hook {
  const [first = '', ...rest] = hook.parameter?.name.split('.') ?? []
  const node = inner.nodes.find(({ name }) => name === first)
  const id = node && ids.get(node.id)
  if (id === undefined) return hook
  return { ...hook, parameter: { ...hook.parameter, node: id, name: rest.join('.') } }
}

function movedNodes(
  definition: ModuleDefinition,
  instance: GraphNode,
  inner: ModuleDefinition,
  ids: ReadonlyMap<string, string>,
): GraphNode[] {
  const isPort = (node: GraphNode): boolean =>
    ['input', 'output'].includes(nodeDefinition(node.type)?.role ?? '')
  const middle = middleOf(inner.nodes.filter((node) => !isPort(node)))
  const shift = { x: instance.position.x - middle.x, y: instance.position.y - middle.y }
  const taken = namesIn({ nodes: definition.nodes.filter((node) => node !== instance), edges: [] })
  const moved = inner.nodes.map((node): GraphNode => {
    // Ports get a name only where they stay.
    const name = isPort(node) ? node.name : suggestName(node.name, taken)
    if (!isPort(node)) taken.add(name)
    const position = { ...node.position, x: node.position.x + shift.x, y: node.position.y + shift.y }
    const shared = node.shared_with === undefined ? undefined : ids.get(node.shared_with)
    const { shared_with: _, ...rest } = node
    const learns = learning(instance, node)
    return {
      ...rest,
      ...outerPath(instance, node),
      ...(learns === undefined ? {} : { requires_grad: learns }),
      id: ids.get(node.id)!,
      name,
      ...(shared === undefined ? {} : { shared_with: shared }),
      position,
    }
  })
  return definition.nodes.flatMap((node) => (node === instance ? moved : [node]))
}

/** The path of a node inside an instance, seen from outside, where a source names one of them. */
function outerPath(instance: GraphNode, node: GraphNode): Pick<GraphNode, 'pytorch_name'> {
  if (instance.pytorch_name === undefined && node.pytorch_name === undefined) return {}
  return { pytorch_name: `${instance.pytorch_name ?? instance.name}.${node.pytorch_name ?? node.name}` }
}

/** What an instance says of the parameters of a node inside: all are frozen, or some of them by `fc.weight`. */
function learning({ requires_grad: given }: GraphNode, node: GraphNode): GraphNode['requires_grad'] {
  const { requires_grad: own } = node
  if (given === undefined || given === true) return own
  if (given === false) return node.shared_with === undefined && mayHoldParameters(node) ? false : own
  const prefix = `${node.name}.`
  const entries = Object.entries(given).map(([name, value]) => [`${name}.`, value] as const)
  const inner = entries.filter(([name]) => name.startsWith(prefix))
  if (inner.length === 0) return own
  const named = inner.map(([name, value]) => [name.slice(prefix.length, -1), value] as const)
  const whole = named.find(([name]) => name === '')
  return whole === undefined
    ? { ...(typeof own === 'object' ? own : {}), ...Object.fromEntries(named) }
    : whole[1]
}

/** Types with parameters of their own, and instances. */
function mayHoldParameters({ type, params }: GraphNode): boolean {
  const definition = nodeDefinition(type)
  if (definition?.instanceOf !== undefined) return true
  const parsed = definition && parseParams(type, definition.params, params)
  return parsed?.params !== undefined && (definition?.parameters(parsed.params).length ?? 0) > 0
}

/** Wires inside keep their ids where nobody has them outside. */
function renamedEdges(definition: ModuleDefinition, inner: ModuleDefinition): Map<string, string> {
  const used = [...definition.edges, ...inner.edges].map((edge) => edge.id)
  const next = freshIds('e', used)
  const taken = new Set(definition.edges.map((edge) => edge.id))
  return new Map(inner.edges.map(({ id }) => [id, taken.has(id) ? next() : id]))
}

/** Joins the wires before and behind a port; an `Identity` stays where hooks sit on the port, or before it on several wires behind it. */
function dissolved(definition: ModuleDefinition, id: string, role: 'input' | 'output'): ModuleDefinition {
  const before = definition.edges.find((edge) => edge.target === id)
  const after = definition.edges.filter((edge) => edge.source === id)
  if (before === undefined || after.length === 0) {
    const gone = new Set(after.map((edge) => edge.id))
    if (before !== undefined) gone.add(before.id)
    return withoutNode(withoutEdges(definition, gone), id)
  }
  const hooked = (edge: GraphEdge): boolean =>
    definition.hooks?.some((hook) => hook.edge === edge.id) ?? false
  const onPort = definition.hooks?.some(({ port }) => port?.node === id) ?? false
  if (onPort || (hooked(before) && (after.length > 1 || after.some(hooked))))
    return withIdentity(definition, id)
  const { source, sourceHandle } = before
  const [first] = after as [GraphEdge]
  // The wire outside is the one that people know.
  const kept = role === 'input' && after.length === 1 ? before : first
  const lost = kept === before ? first : before
  const edges = definition.edges.flatMap((edge): GraphEdge[] => {
    if (edge === lost) return []
    if (edge === before) return [{ ...before, target: first.target, targetHandle: first.targetHandle }]
    return [edge.source === id ? { ...edge, source, sourceHandle } : edge]
  })
  const onKept = <M extends { readonly edge?: string }>(mark: M): M =>
    mark.edge === lost.id ? { ...mark, edge: kept.id } : mark
  const taken = definition.probes?.some((probe) => probe.edge === kept.id) ?? false
  const probes = definition.probes?.filter((probe) => !taken || probe.edge !== lost.id).map(onKept)
  const hooks = definition.hooks?.map(onKept)
  return withoutNode(withMarks({ ...definition, edges }, { probes, hooks }), id)
}

/** A port that is gone takes along the hooks on it: nothing came to it, or nothing followed. */
function withoutNode(definition: ModuleDefinition, id: string): ModuleDefinition {
  const nodes = definition.nodes.filter((node) => node.id !== id)
  return withMarks({ ...definition, nodes }, definition)
}

function withIdentity(definition: ModuleDefinition, id: string): ModuleDefinition {
  const taken = namesIn({ nodes: definition.nodes.filter((node) => node.id !== id), edges: [] })
  const nodes = definition.nodes.map((node) =>
    node.id === id ? { ...node, type: 'Identity', name: suggestName(node.name, taken), params: {} } : node,
  )
  return { ...definition, nodes }
}
