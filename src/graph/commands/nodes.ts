/** Commands on nodes: add, remove, replace, set params, rename, move, call mode, loss weight. */
import { dequal } from 'dequal'
import type { GraphDocument, GraphEdge, GraphNode, ModuleDefinition } from '../document/document'
import { inputHandles, outputHandles } from '../nodes/handles'
import type { NodeDefinition } from '../registry/definition'
import { nodeDefinition } from '../nodes/index'
import { fittingParams } from '../params/param-findings'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import {
  checkName,
  checkParams,
  contextOf,
  edgeAt,
  freshName,
  moduleAt,
  namesIn,
  newEdgeId,
  newNodeId,
  nodeAt,
  replaceNode,
  sharers,
  startParams,
  typeAt,
  withList,
  withModule,
  withoutEdges,
} from './definition-edits'
import { hasModule } from '../check/hooks'
import { followHeir } from './breakpoints'
import type { Follow } from './breakpoints'
import { checkNoCallHooks, hooksWithoutNode } from './hooks'
import { renamePort, rewire, withoutLostPorts } from './ports'
import { withNewPaths } from './parameter-paths'
import { tell } from '../../words/tell'

/** A changed document and the nodes that are new in it. */
export interface Change {
  document: GraphDocument
  created?: readonly string[]
  /** Where breakpoints go, where their nodes and wires do not stay where they are under their ids. */
  follow?: Follow
}

type NewNode = Pick<CommandOf<'add-node'>, 'type' | 'position' | 'params' | 'name' | 'id' | 'call'>

export function addNode(document: GraphDocument, command: CommandOf<'add-node'>): Change {
  const definition = moduleAt(document, command.module)
  const node = makeNode(document, command.module, definition, command)
  const next = { ...definition, nodes: [...definition.nodes, node] }
  return { document: withModule(document, command.module, next), created: [node.id] }
}

function makeNode(
  document: GraphDocument,
  module: string,
  definition: ModuleDefinition,
  wanted: NewNode,
): GraphNode {
  const type = typeAt(wanted.type)
  const name = wanted.name ?? freshName(type, namesIn(definition))
  checkName(definition, name)
  if (wanted.call !== undefined) checkCall(type, wanted.call)
  const params = startParams(type, wanted.params)
  checkInstance(document, module, type, params)
  return {
    id: newNodeId(definition, wanted.id),
    type: type.type,
    name,
    params,
    ...(wanted.call === undefined ? {} : { call: wanted.call }),
    position: { x: wanted.position.x, y: wanted.position.y },
  }
}

/** Refuses an instance of a definition that is not there or would contain itself. */
export function checkInstance(
  document: GraphDocument,
  module: string,
  type: NodeDefinition,
  params: GraphNode['params'],
): void {
  if (type.instanceOf === undefined) return
  const wanted = type.instanceOf(params)
  moduleAt(document, wanted)
  const seen = new Set<string>()
  const open = [wanted]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === module)
      throw new Refusal(
        tell(
          'refusal.instance_of_here_would_make',
          "An instance of '{{wanted}}' here would make '{{module}}' contain itself.",
          { wanted, module },
        ),
      )
    if (seen.has(name) || !Object.hasOwn(document.modules, name)) continue
    seen.add(name)
    for (const node of document.modules[name]?.nodes ?? []) {
      const inner = nodeDefinition(node.type)?.instanceOf?.(node.params)
      if (inner !== undefined) open.push(inner)
    }
  }
}

export function removeNodes(document: GraphDocument, command: CommandOf<'remove-nodes'>): Change {
  let definition = moduleAt(document, command.module)
  const chosen = new Set(command.nodes)
  for (const id of chosen) nodeAt(definition, id)
  for (const id of chosen) {
    definition = command.reconnect === true ? bridge(document, definition, id) : definition
    const touched = definition.edges.filter((edge) => edge.source === id || edge.target === id)
    const freed = withoutEdges(definition, new Set(touched.map((edge) => edge.id)))
    const owner = nodeAt(freed, id)
    definition = withoutOwner({ ...freed, nodes: freed.nodes.filter((node) => node !== owner) }, owner)
  }
  const done = withoutLostPorts(withModule(document, command.module, definition), command.module)
  return { document: done, follow: followHeir(document, command.module, chosen) }
}

/**
 * Nodes that shared the parameters of one that is gone go on sharing: the first of them has them now, frozen where they were,
 * with the hooks on them. Other hooks of a node go with it.
 */
function withoutOwner(definition: ModuleDefinition, gone: GraphNode): ModuleDefinition {
  const heir = definition.nodes.find((node) => node.shared_with === gone.id)
  const hooks = hooksWithoutNode(definition.hooks, gone.id, heir?.id)
  const hooked =
    hooks.length === (definition.hooks ?? []).length ? definition : withList(definition, 'hooks', hooks)
  if (heir === undefined) return hooked
  const { requires_grad: learns } = gone
  const nodes = definition.nodes.map((node) => {
    if (node === heir)
      return {
        ...withoutKey(node, 'shared_with'),
        ...(learns === undefined ? {} : { requires_grad: learns }),
      }
    return node.shared_with === gone.id ? { ...node, shared_with: heir.id } : node
  })
  return { ...withList(hooked, 'hooks', hooks), nodes }
}

/** Lets what came into a node go to what came out; the wires behind keep their ids, probes and hooks. */
function bridge(document: GraphDocument, definition: ModuleDefinition, id: string): ModuleDefinition {
  const node = nodeAt(definition, id)
  const incoming = definition.edges.filter((edge) => edge.target === id)
  const wired = incoming.map((edge) => edge.targetHandle)
  const first = inputHandles(node, contextOf(document), wired).find((handle) => wired.includes(handle.name))
  const source = incoming.find((edge) => edge.targetHandle === first?.name)
  if (source === undefined) return definition
  const edges = definition.edges.map((edge) =>
    edge.source === id ? { ...edge, source: source.source, sourceHandle: source.sourceHandle } : edge,
  )
  return { ...definition, edges }
}

export function insertOnWire(document: GraphDocument, command: CommandOf<'insert-on-wire'>): Change {
  if ('node' in command) return putOnWire(document, command)
  const definition = moduleAt(document, command.module)
  const wire = edgeAt(definition, command.edge)
  const before = nodeAt(definition, wire.source).position
  const after = nodeAt(definition, wire.target).position
  const position = command.position ?? { x: (before.x + after.x) / 2, y: (before.y + after.y) / 2 }
  const node = makeNode(document, command.module, definition, { ...command, position })
  const edges = dividedBy(document, definition, wire, node)
  const next = { ...definition, nodes: [...definition.nodes, node], edges }
  return { document: withModule(document, command.module, next), created: [node.id] }
}

/** Of a node that is there. */
function putOnWire(
  document: GraphDocument,
  command: Extract<CommandOf<'insert-on-wire'>, { node: string }>,
): Change {
  const definition = moduleAt(document, command.module)
  const wire = edgeAt(definition, command.edge)
  const node = nodeAt(definition, command.node)
  if (definition.edges.some(({ source, target }) => source === node.id || target === node.id))
    throw new Refusal(
      tell('refusal.has_wires', '{{name}} cannot be put on a wire: it has wires already.', {
        name: node.name,
      }),
      tell('refusal.take_wires_out', 'Take them out first.'),
    )
  const { position = node.position } = command
  const nodes = definition.nodes.map((other) => (other === node ? { ...node, position } : other))
  const next = { ...definition, nodes, edges: dividedBy(document, definition, wire, node) }
  return { document: withModule(document, command.module, next), created: [] }
}

/** The wires of a definition, of which one leads through a node. */
function dividedBy(
  document: GraphDocument,
  definition: ModuleDefinition,
  wire: GraphEdge,
  node: GraphNode,
): GraphEdge[] {
  const [input] = inputHandles(node, contextOf(document), [])
  const [output] = outputHandles(node, contextOf(document))
  if (input === undefined || output === undefined)
    throw new Refusal(
      tell('refusal.cannot_stand_on_wire_it', '{{type}} cannot stand on a wire: it has no {{side}}.', {
        type: node.type,
        side: input === undefined ? 'input' : 'output',
      }),
    )
  const second = { ...wire, id: newEdgeId(definition), source: node.id, sourceHandle: output.name }
  const first = { ...wire, target: node.id, targetHandle: input.name }
  return [...definition.edges.map((edge) => (edge === wire ? first : edge)), second]
}

export function replaceType(document: GraphDocument, command: CommandOf<'replace-type'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  const type = typeAt(command.type)
  const kept = fittingParams(type.type, type.params, node.params)
  const params = startParams(type, { ...kept, ...command.params })
  checkInstance(document, command.module, type, params)
  const called = node.call !== undefined && !type.calls.includes(node.call) ? withoutKey(node, 'call') : node
  const own = withoutKey(withoutKey(called, 'shared_with'), 'requires_grad')
  const next: GraphNode = { ...own, type: type.type, params }
  const nodes = definition.nodes.map((other) => {
    if (other.id === node.id) return next
    return other.shared_with === node.id ? withoutKey(other, 'shared_with') : other
  })
  // What is no module has no call to hook.
  const hooks = (definition.hooks ?? []).filter((hook) => hook.node !== node.id || hasModule(next))
  const rewired = rewire(document, { ...withList(definition, 'hooks', hooks), nodes }, node, next)
  return { document: withoutLostPorts(withModule(document, command.module, rewired), command.module) }
}

export function setParams(document: GraphDocument, command: CommandOf<'set-params'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  const type = typeAt(node.type)
  const merged: Record<string, unknown> = { ...node.params, ...command.params }
  for (const name of command.unset ?? []) delete merged[name]
  // A param that was wrong before, from a file, does not stop another from being mended.
  const changed = new Set([...Object.keys(command.params), ...(command.unset ?? [])])
  checkParams(type, merged, changed)
  checkInstance(document, command.module, type, merged)
  let next = definition
  // Nodes that share their parameters are one module, and stay alike.
  for (const each of [node, ...sharers(definition, node)]) {
    const params: Record<string, unknown> = { ...each.params, ...command.params }
    for (const name of command.unset ?? []) delete params[name]
    if (dequal(params, each.params)) continue
    const alike: GraphNode = { ...each, params }
    next = rewire(document, replaceNode(next, alike), each, alike)
  }
  return { document: withModule(document, command.module, next) }
}

export function rename(document: GraphDocument, command: CommandOf<'rename'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  if (node.name === command.name) return { document }
  checkName(definition, command.name, node.name)
  const renamed = withNewPaths(
    withModule(
      document,
      command.module,
      replaceNode(definition, { ...withoutKey(node, 'pytorch_name'), name: command.name }),
    ),
    document,
    command.module,
    new Map([[node.name, command.name]]),
  )
  const role = nodeDefinition(node.type)?.role
  if (role !== 'input' && role !== 'output') return { document: renamed }
  return { document: renamePort(renamed, command.module, role, node.name, command.name) }
}

export function move(document: GraphDocument, command: CommandOf<'move'>): Change {
  const definition = moduleAt(document, command.module)
  const positions = new Map(command.positions.map(({ node, position }) => [node, position]))
  for (const [id, { x, y }] of positions) {
    nodeAt(definition, id)
    if (!Number.isFinite(x) || !Number.isFinite(y))
      throw new Refusal(tell('refusal.position_must_be_two_finite', 'A position must be two finite numbers.'))
  }
  const nodes = definition.nodes.map((node) => {
    const position = positions.get(node.id)
    const same = position === undefined || (position.x === node.position.x && position.y === node.position.y)
    return same ? node : { ...node, position: { ...node.position, x: position.x, y: position.y } }
  })
  return { document: withModule(document, command.module, { ...definition, nodes }) }
}

export function setCall(document: GraphDocument, command: CommandOf<'set-call'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  checkCall(typeAt(node.type), command.call)
  if (!hasModule({ ...node, call: command.call })) checkNoCallHooks(definition, node)
  if (node.call === command.call) return { document }
  return {
    document: withModule(document, command.module, replaceNode(definition, { ...node, call: command.call })),
  }
}

export function setLossWeight(document: GraphDocument, command: CommandOf<'set-loss-weight'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  if (typeAt(node.type).role !== 'loss')
    throw new Refusal(tell('refusal.is_not_loss', '{{name}} is not a loss.', { name: node.name }))
  if (!Number.isFinite(command.weight))
    throw new Refusal(tell('refusal.weight_of_loss_must_be', 'The weight of a loss must be a number.'))
  if ((node.loss_weight ?? 1) === command.weight) return { document }
  const next: GraphNode =
    command.weight === 1 ? withoutKey(node, 'loss_weight') : { ...node, loss_weight: command.weight }
  return { document: withModule(document, command.module, replaceNode(definition, next)) }
}

/** What says nothing else than the default is left out of the file. */
export function setRequiresGrad(document: GraphDocument, command: CommandOf<'set-requires-grad'>): Change {
  const definition = moduleAt(document, command.module)
  const node = nodeAt(definition, command.node)
  if (node.shared_with !== undefined)
    throw new Refusal(
      tell('refusal.shared_requires_grad', '{{name}} uses the parameters of another node.', {
        name: node.name,
      }),
      tell('refusal.freeze_owner', 'Freeze them there.'),
    )
  const { requiresGrad } = command
  const frozen =
    typeof requiresGrad === 'object'
      ? Object.fromEntries(Object.entries(requiresGrad).filter(([, learns]) => !learns))
      : requiresGrad
  const plain = frozen === true || (typeof frozen === 'object' && Object.keys(frozen).length === 0)
  const next: GraphNode = plain ? withoutKey(node, 'requires_grad') : { ...node, requires_grad: frozen }
  if (dequal(next.requires_grad, node.requires_grad)) return { document }
  return { document: withModule(document, command.module, replaceNode(definition, next)) }
}

function checkCall(type: NodeDefinition, call: 'module' | 'functional'): void {
  if (type.calls.includes(call)) return
  throw new Refusal(
    tell('refusal.cannot_be_called_as', "{{type}} cannot be called as '{{call}}'.", {
      type: type.type,
      call,
    }),
    tell('refusal.use', "Use '{{call}}'.", { call: type.calls[0] ?? 'module' }),
  )
}

/** The node without a field that may be left out. */
export function withoutKey(
  node: GraphNode,
  key: 'call' | 'shared_with' | 'loss_weight' | 'requires_grad' | 'pytorch_name',
): GraphNode {
  if (node[key] === undefined) return node
  const { [key]: _, ...rest } = node
  return rest
}
