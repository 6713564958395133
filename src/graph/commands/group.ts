/** Makes a definition of its own out of a selection, with one instance in its place. */
import { groupBy } from '../basics/group-by'
import type { GraphDocument, GraphEdge, GraphNode, ModuleDefinition, Position } from '../document/document'
import { NODE_HEIGHT, NODE_WIDTH } from '../drawing/node-size'
import { outputHandles } from '../nodes/handles'
import { freshIds, suggestName } from '../document/identifiers'
import { nodeDefinition } from '../nodes/index'
import { Refusal } from '../document/command'
import type { CommandOf } from '../document/command'
import {
  contextOf,
  freshName,
  moduleAt,
  namesIn,
  newNodeId,
  nodeAt,
  typeAt,
  withMarks,
} from './definition-edits'
import { followGroup } from './breakpoints'
import { moduleName } from './modules'
import type { Change } from './nodes'
import { withNewPaths } from './parameter-paths'
import { tell } from '../../words/tell'

/** Between the inner nodes and the ports beside them. */
const PORT_GAP = { x: 260, y: 120 }

/** An `Input` or `Output` of the new definition, and the wires of the old one that go through it. */
interface Port {
  node: GraphNode
  source: string
  sourceHandle: string
  edges: readonly GraphEdge[]
}

/**
 * Nodes, wires, probes and hooks keep their ids, so that weights stay with their nodes. A wire that crosses the border
 * becomes two; the one outside keeps the id with its probe and hooks, but where several wires come in from one output,
 * which are one wire outside then, those inside keep theirs.
 */
export function group(document: GraphDocument, command: CommandOf<'group'>): Change {
  const definition = moduleAt(document, command.module)
  const chosen = new Set(command.nodes)
  if (chosen.size === 0)
    throw new Refusal(
      tell('refusal.there_is_nothing_to_group', 'There is nothing to group.'),
      tell('refusal.select_some_nodes_first', 'Select some nodes first.'),
    )
  for (const id of chosen) nodeAt(definition, id)
  const members = definition.nodes.filter((node) => chosen.has(node.id))
  checkMembers(definition, members, chosen)
  checkDetours(definition, chosen)
  const name = moduleName(document, command.name)
  const instance = makeInstance(definition, members, name, command.id)
  const grouping = new Grouping(document, definition, members, instance)
  const [outer, inner] = [grouping.outer(), grouping.inner()]
  const modules = { ...document.modules, [command.module]: outer, [name]: inner }
  const follow = followGroup(document, command.module, { instance: instance.id, name, outer, inner })
  const paths = new Map(members.map((node) => [node.name, `${instance.name}.${node.name}`]))
  const grouped = withNewPaths({ ...document, modules }, document, command.module, paths)
  return { document: grouped, created: [instance.id], follow }
}

function makeInstance(
  definition: ModuleDefinition,
  members: readonly GraphNode[],
  module: string,
  id: string | undefined,
): GraphNode {
  const gone = new Set(members)
  const kept = namesIn({ nodes: definition.nodes.filter((node) => !gone.has(node)), edges: [] })
  const type = typeAt('Module')
  const name = /^Block\d*$/.test(module) ? freshName(type, kept) : suggestName(attributeName(module), kept)
  return {
    id: newNodeId(definition, id),
    type: type.type,
    name,
    params: { module },
    position: clearOf(
      middleOf(members),
      definition.nodes.filter((node) => !gone.has(node)),
    ),
  }
}

/** Height to count with for a node with several ports. */
const TALL = 140
const MARGIN = 20

/** The nearest place from there downwards where a node covers none of the others. */
function clearOf(wanted: Position, others: readonly GraphNode[]): Position {
  const place = { ...wanted }
  const covered = () =>
    others.find(
      ({ position: { x, y } }) =>
        Math.abs(x - place.x) < NODE_WIDTH + MARGIN &&
        y < place.y + NODE_HEIGHT + MARGIN &&
        place.y < y + TALL,
    )
  for (let node = covered(); node !== undefined; node = covered()) place.y = node.position.y + TALL
  return place
}

/** `ResBlock` → `res_block`. */
function attributeName(module: string): string {
  return module.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
}

/** Refuses what has its place only where it is, and layers that share weights over the border. */
function checkMembers(
  definition: ModuleDefinition,
  members: readonly GraphNode[],
  chosen: ReadonlySet<string>,
): void {
  for (const node of members) {
    const role = nodeDefinition(node.type)?.role
    if (role === undefined || role === 'opaque') continue
    throw new Refusal(
      tell(
        'refusal.cannot_be_part_of_group',
        '{{name}} ({{type}}) cannot be part of a group: it belongs to the whole module.',
        { name: node.name, type: node.type },
      ),
      tell('refusal.leave_it_out_of_selection', 'Leave it out of the selection; the group is wired to it.'),
    )
  }
  for (const node of definition.nodes) {
    const owner =
      node.shared_with === undefined
        ? undefined
        : definition.nodes.find((other) => other.id === node.shared_with)
    if (owner === undefined || chosen.has(node.id) === chosen.has(owner.id)) continue
    const missing = chosen.has(node.id) ? owner : node
    throw new Refusal(
      tell(
        'refusal.shares_weights_of_and_only',
        '{{name}} shares the weights of {{owner}}, and only one of them is selected.',
        { name: node.name, owner: owner.name },
      ),
      tell('refusal.select_too', 'Select {{names}} too.', { names: missing.name }),
    )
  }
}

/** Refuses a path that leaves the selection and comes back: the group would feed itself. */
function checkDetours(definition: ModuleDefinition, chosen: ReadonlySet<string>): void {
  const outgoing = groupBy(definition.edges, (edge) => edge.source)
  const before = new Map<string, string>()
  const open = [...chosen]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { target } of outgoing.get(at) ?? []) {
      if (chosen.has(target)) {
        if (!chosen.has(at)) throw detour(definition, pathTo(at, before), target)
      } else if (!before.has(target)) {
        before.set(target, at)
        open.push(target)
      }
    }
  }
}

/** From the node that was left, to `last`. */
function pathTo(last: string, before: ReadonlyMap<string, string>): string[] {
  const path = [last]
  for (let at = before.get(last); at !== undefined; at = before.get(at)) path.unshift(at)
  return path
}

function detour(definition: ModuleDefinition, path: readonly string[], back: string): Refusal {
  const name = (id: string): string => nodeAt(definition, id).name
  const between = path.slice(1).map(name)
  const text = [...path, back].map(name).join(' → ')
  return new Refusal(
    tell(
      'refusal.path_leaves_selection_and_comes',
      'The path {{text}} leaves the selection and comes back, so the group would feed itself.',
      { text },
    ),
    tell('refusal.select_too', 'Select {{names}} too.', { names: between.join(', ') }),
  )
}

/** Sorts everything into what stays and what goes inside. */
class Grouping {
  private readonly chosen: ReadonlySet<string>
  private readonly document: GraphDocument
  private readonly definition: ModuleDefinition
  private readonly members: readonly GraphNode[]
  private readonly instance: GraphNode
  private readonly inputs: readonly Port[]
  private readonly outputs: readonly Port[]
  private readonly nodeId: () => string
  private readonly edgeId: () => string
  /** Wires that end inside, by new or old id. */
  private readonly innerEdges: GraphEdge[] = []
  private readonly outerEdges: GraphEdge[] = []

  constructor(
    document: GraphDocument,
    definition: ModuleDefinition,
    members: readonly GraphNode[],
    instance: GraphNode,
  ) {
    this.document = document
    this.definition = definition
    this.members = members
    this.instance = instance
    this.chosen = new Set(members.map((node) => node.id))
    this.nodeId = freshIds('n', [...definition.nodes.map((node) => node.id), instance.id])
    this.edgeId = freshIds('e', definition.edges.map((edge) => edge.id)) // prettier-ignore
    const taken = namesIn({ nodes: members, edges: [] })
    this.inputs = this.inputPorts(taken)
    this.outputs = this.outputPorts(taken)
    this.sortEdges()
  }

  /** The old definition with the instance where the first of the nodes was. */
  outer(): ModuleDefinition {
    const [first] = this.members
    const nodes = this.definition.nodes.flatMap((node) => {
      if (node === first) return [this.instance]
      return this.chosen.has(node.id) ? [] : [node]
    })
    return withMarks({ ...this.definition, nodes, edges: this.outerEdges }, this.definition)
  }

  inner(): ModuleDefinition {
    const corner = cornerOf(this.members)
    const nodes = this.members.map((node) => ({
      ...node,
      position: {
        ...node.position,
        x: node.position.x - corner.x + PORT_GAP.x,
        y: node.position.y - corner.y,
      },
    }))
    const all = [...this.inputs.map((port) => port.node), ...nodes, ...this.outputs.map((port) => port.node)]
    return withMarks({ nodes: all, edges: this.innerEdges }, this.definition)
  }

  /** One for each output outside that is used inside. */
  private inputPorts(taken: Set<string>): Port[] {
    const crossing = this.definition.edges.filter(
      (edge) => this.chosen.has(edge.target) && !this.chosen.has(edge.source),
    )
    const groups = [...groupBy(crossing, portKey).values()]
    return groups.map((edges, index) => {
      const { source, sourceHandle } = edges[0]!
      const name = suggestName(this.inputName(source, sourceHandle, groups.length === 1), taken)
      taken.add(name)
      return this.port('Input', name, { x: 0, y: index * PORT_GAP.y }, { source, sourceHandle, edges })
    })
  }

  /** `x` where there is one; else after the value's maker. */
  private inputName(source: string, handle: string, only: boolean): string {
    const node = nodeAt(this.definition, source)
    if (nodeDefinition(node.type)?.role === 'input') return node.name
    if (only) return 'x'
    if (nodeDefinition(node.type)?.role === 'data') return handle
    return handle === 'output' ? node.name : `${node.name}_${handle}`
  }

  /** One for each output inside that is used outside. */
  private outputPorts(taken: Set<string>): Port[] {
    const crossing = this.definition.edges.filter(
      (edge) => this.chosen.has(edge.source) && !this.chosen.has(edge.target),
    )
    const used = [...groupBy(crossing, portKey).values()].map((edges) => {
      const { source, sourceHandle } = edges[0]!
      return { source, sourceHandle, edges }
    })
    const all = [...used, ...this.results(used.length === 0)]
    const right = PORT_GAP.x * 2 + widthOf(this.members)
    return all.map((from, index) => {
      const name = suggestName(this.outputName(from, all.length === 1), taken)
      taken.add(name)
      return this.port('Output', name, { x: right, y: index * PORT_GAP.y }, from)
    })
  }

  private outputName({ source, sourceHandle }: Omit<Port, 'node'>, only: boolean): string {
    if (only) return 'output'
    return sourceHandle === 'output' ? `${nodeAt(this.definition, source).name}_out` : sourceHandle
  }

  /** What nobody consumes is a result of the graph where it has neither `Output` nor loss. */
  private results(alone: boolean): Omit<Port, 'node'>[] {
    const roles = new Set(this.definition.nodes.map((node) => nodeDefinition(node.type)?.role))
    if (!alone && (roles.has('output') || roles.has('loss'))) return []
    const consumed = new Set(this.definition.edges.map((edge) => edge.source))
    const fed = new Set(this.definition.edges.map((edge) => edge.target))
    return this.members.flatMap((node) => {
      const [handle] = outputHandles(node, contextOf(this.document))
      if (handle === undefined || consumed.has(node.id) || !fed.has(node.id)) return []
      return [{ source: node.id, sourceHandle: handle.name, edges: [] }]
    })
  }

  private port(type: 'Input' | 'Output', name: string, position: Position, from: Omit<Port, 'node'>): Port {
    return { ...from, node: { id: this.nodeId(), type, name, params: {}, position } }
  }

  private sortEdges(): void {
    const { innerEdges, outerEdges, instance } = this
    const incoming = new Map(this.inputs.map((port) => [portKey(port), port]))
    const outgoing = new Map(this.outputs.map((port) => [portKey(port), port]))
    for (const edge of this.definition.edges) {
      const [from, to] = [this.chosen.has(edge.source), this.chosen.has(edge.target)]
      if (from && to) innerEdges.push(edge)
      else if (!from && !to) outerEdges.push(edge)
      else if (to) this.enter(edge, incoming.get(portKey(edge))!)
      else
        outerEdges.push({
          ...edge,
          source: instance.id,
          sourceHandle: outgoing.get(portKey(edge))!.node.name,
        })
    }
    for (const { node, source, sourceHandle } of this.outputs)
      innerEdges.push({ id: this.edgeId(), source, sourceHandle, target: node.id, targetHandle: 'input' })
  }

  private enter(edge: GraphEdge, { node, edges }: Port): void {
    const inside = { source: node.id, sourceHandle: 'output' }
    const outside = { target: this.instance.id, targetHandle: node.name }
    if (edges.length === 1) {
      this.outerEdges.push({ ...edge, ...outside })
      this.innerEdges.push({ ...edge, id: this.edgeId(), ...inside })
      return
    }
    if (edge === edges[0]) this.outerEdges.push({ ...edge, id: this.edgeId(), ...outside })
    this.innerEdges.push({ ...edge, ...inside })
  }
}

function portKey({ source, sourceHandle }: { source: string; sourceHandle: string }): string {
  return `${source}\n${sourceHandle}`
}

function cornerOf(nodes: readonly GraphNode[]): Position {
  return {
    x: nodes.reduce((least, { position }) => Math.min(least, position.x), Infinity),
    y: nodes.reduce((least, { position }) => Math.min(least, position.y), Infinity),
  }
}

function widthOf(nodes: readonly GraphNode[]): number {
  return nodes.reduce((most, { position }) => Math.max(most, position.x), -Infinity) - cornerOf(nodes).x
}

/** The middle of the nodes' corners; ungrouping puts them around it again. */
export function middleOf(nodes: readonly GraphNode[]): Position {
  if (nodes.length === 0) return { x: 0, y: 0 }
  const { x, y } = cornerOf(nodes)
  const bottom = nodes.reduce((most, { position }) => Math.max(most, position.y), -Infinity)
  return { x: x + widthOf(nodes) / 2, y: (y + bottom) / 2 }
}
