/** What differs between two versions of one definition. */
import { dequal } from 'dequal'
import type { GraphEdge, GraphNode, Hook, ModuleDefinition } from '../document/document'
import { placeOf, placeText } from '../document/hook-place'
import { hookDefinition } from '../hooks/index'
import { orderOf } from '../infer/order'
import { nodeDefinition } from '../nodes/index'
import type { Difference } from './difference'
import { changedFields, complete } from './values'

/** - `renamed`: definitions that have another name in the second document. */
export function diffModules(
  module: string,
  before: ModuleDefinition,
  after: ModuleDefinition,
  renamed: ReadonlyMap<string, string>,
): Difference[] {
  const nodes = diffNodes(module, before, after, renamed)
  const wires = diffWires(module, before, after)
  const changed = [
    ...nodes,
    ...wires,
    ...diffMarks('probe', module, marksOf(before, before.probes), marksOf(after, after.probes)),
    ...diffMarks('hook', module, hooksOf(before), hooksOf(after)),
  ]
  // A node or wire that comes or goes changes the order by itself.
  const moved =
    nodes.every(({ kind }) => kind !== 'node') && wires.length === 0 && !dequal(idsOf(before), idsOf(after))
  return moved ? [...changed, { kind: 'order', module }] : changed
}

function idsOf(definition: ModuleDefinition): (string | undefined)[] {
  return orderOf(definition).sequence.map((index) => definition.nodes[index]?.id)
}

function diffNodes(
  module: string,
  before: ModuleDefinition,
  after: ModuleDefinition,
  renamed: ReadonlyMap<string, string>,
): Difference[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  const now = new Set(after.nodes.map(({ id }) => id))
  const gone = before.nodes.filter(({ id }) => !now.has(id))
  return [
    ...after.nodes.flatMap((node) => {
      const known = old.get(node.id)
      if (known !== undefined) return diffNode(module, known, node, renamed)
      return [presence(module, node, 'added')]
    }),
    ...gone.map((node) => presence(module, node, 'removed')),
  ]
}

function presence(module: string, { id, name, type }: GraphNode, change: 'added' | 'removed'): Difference {
  return { kind: 'node', change, module, node: id, name, type }
}

function diffNode(
  module: string,
  before: GraphNode,
  after: GraphNode,
  renamed: ReadonlyMap<string, string>,
): Difference[] {
  const place = { module, node: after.id, name: after.name }
  const differences: Difference[] = []
  if (before.name !== after.name)
    differences.push({ kind: 'name', ...place, before: before.name, after: after.name })
  if (before.type !== after.type)
    differences.push({ kind: 'type', ...place, before: before.type, after: after.type })
  // The arguments of another type are other arguments: only those that are written down are told.
  const [oldParams, newParams] =
    before.type === after.type
      ? [paramsOf(before, renamed), paramsOf(after, new Map())]
      : [before.params, after.params]
  for (const [key, a, b] of changedFields(oldParams, newParams))
    differences.push({ kind: 'param', ...place, key, before: a, after: b })
  for (const [key, a, b] of changedFields(fieldsOf(before), fieldsOf(after)))
    differences.push({ kind: 'field', ...place, key, before: a, after: b })
  return differences
}

/** With the defaults, and an instance with the name that its definition has now. */
function paramsOf(node: GraphNode, renamed: ReadonlyMap<string, string>): object {
  const definition = nodeDefinition(node.type)
  const inner = definition?.instanceOf?.(node.params)
  const now = inner === undefined ? undefined : renamed.get(inner)
  const given = now === undefined ? node.params : { ...node.params, module: now }
  return complete(given, definition?.params)
}

/** What else a node has, with what it means to leave it out. */
function fieldsOf({ id: _1, type, name: _2, params: _3, position: _4, ...fields }: GraphNode): object {
  const definition = nodeDefinition(type)
  const weight = definition?.role === 'loss' ? { loss_weight: 1 } : {}
  return { ...weight, call: definition?.calls[0], ...fields }
}

function diffWires(module: string, before: ModuleDefinition, after: ModuleDefinition): Difference[] {
  const [old, now] = [wiresOf(before), wiresOf(after)]
  const gone = [...old].filter(([key]) => !now.has(key))
  const come = [...now].filter(([key]) => !old.has(key))
  return [
    ...gone.map(([, wire]): Difference => ({ kind: 'wire', change: 'removed', module, wire })),
    ...come.map(([, wire]): Difference => ({ kind: 'wire', change: 'added', module, wire })),
  ]
}

/** A wire is known by its ends; the text has the names of its nodes. */
function wiresOf(definition: ModuleDefinition): Map<string, string> {
  const names = namesOf(definition)
  return new Map(definition.edges.map((edge) => [endsOf(edge), wireText(edge, names)]))
}

type Mark = readonly [wire: string, value: unknown]

/** Hooks by their places; several of one place in their order. What is left out counts as what it means. */
function hooksOf(definition: ModuleDefinition): Map<string, Mark> {
  const names = namesOf(definition)
  const edges = new Map(definition.edges.map((edge) => [edge.id, edge]))
  const found = new Map<string, Mark>()
  for (const hook of definition.hooks ?? []) {
    const { id: _1, edge: _2, port: _3, parameter: _4, node: _5, enabled, ...rest } = hook
    const [key, text] = placeIn(hook, edges, names)
    const params = complete(hook.params, hookDefinition(hook.type)?.params)
    const value = { ...rest, params, ...(enabled === false ? { enabled } : {}) }
    let count = 0
    while (found.has(`${key} ${count}`)) count++
    found.set(`${key} ${count}`, [text, value])
  }
  return found
}

/** A place as what tells it from others, and in words. */
function placeIn(
  hook: Hook,
  edges: ReadonlyMap<string, GraphEdge>,
  names: ReadonlyMap<string, string>,
): [key: string, text: string] {
  const place = placeOf(hook)
  if (place === undefined) return [hook.id, hook.id]
  if (place.kind === 'edge') {
    const edge = edges.get(place.edge)
    return edge === undefined ? [place.edge, place.edge] : [endsOf(edge), wireText(edge, names)]
  }
  const name = names.get(place.node) ?? place.node
  const suffix = place.kind === 'port' ? place.handle : place.kind === 'parameter' ? place.name : ''
  return [placeText(place), suffix === '' ? name : `${name}.${suffix}`]
}

/** Probes by their wires' ends. */
function marksOf(
  definition: ModuleDefinition,
  marks: readonly { readonly edge: string }[] = [],
): Map<string, Mark> {
  const names = namesOf(definition)
  const edges = new Map(definition.edges.map((edge) => [edge.id, edge]))
  const found = new Map<string, Mark>()
  for (const { edge: id, ...value } of marks) {
    const edge = edges.get(id)
    const [ends, text] = edge === undefined ? [id, id] : [endsOf(edge), wireText(edge, names)]
    let count = 0
    while (found.has(`${ends} ${count}`)) count++
    found.set(`${ends} ${count}`, [text, value])
  }
  return found
}

function diffMarks(
  kind: 'probe' | 'hook',
  module: string,
  before: ReadonlyMap<string, Mark>,
  after: ReadonlyMap<string, Mark>,
): Difference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])]
  return keys.flatMap((key): Difference[] => {
    const [old, now] = [before.get(key), after.get(key)]
    if (dequal(old?.[1], now?.[1])) return []
    return [{ kind, module, wire: (now ?? old)?.[0] ?? '', before: old?.[1], after: now?.[1] }]
  })
}

function namesOf({ nodes }: ModuleDefinition): Map<string, string> {
  return new Map(nodes.map(({ id, name }) => [id, name]))
}

function endsOf({ source, sourceHandle, target, targetHandle }: GraphEdge): string {
  return JSON.stringify([source, sourceHandle, target, targetHandle])
}

function wireText(edge: GraphEdge, names: ReadonlyMap<string, string>): string {
  const { source, sourceHandle, target, targetHandle } = edge
  return `${names.get(source) ?? source}.${sourceHandle} → ${names.get(target) ?? target}.${targetHandle}`
}
