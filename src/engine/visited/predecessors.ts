/** Which module of a net before an edit each module after it goes on from, also where nodes were grouped or ungrouped. */
import type { GraphDocument, ModuleDefinition } from '../../graph/document/document'
import type { Model } from './model'

/** Where one module stands. */
interface Place {
  /** Of the instances around its node, and its node's own id last. */
  ids: readonly string[]
  /** For each of the ids, the definition that its node stands in. */
  definitions: readonly string[]
}

/** Where the modules of a net stand; plain data, so that a checkpoint can hold it. */
export interface Places {
  modules: Place[]
  /** Ids of the nodes of each definition. */
  nodes: Readonly<Record<string, readonly string[]>>
  /** By definition, whose module a node uses: pairs of ids. */
  shared: Readonly<Record<string, readonly (readonly [string, string])[]>>
}

/** One text for the ids of a node and of the instances around it. */
export function idsKey(ids: readonly string[]): string {
  return ids.join('/')
}

export function placesOf({ compiled, document }: Model): Places {
  return {
    modules: compiled.modules.map(({ ids, definitions }) => ({ ids, definitions })),
    nodes: byDefinition(document, ({ nodes }) => nodes.map(({ id }) => id)),
    shared: byDefinition(document, ({ nodes }) =>
      nodes.flatMap(({ id, shared_with: owner }) => (owner === undefined ? [] : [[id, owner] as const])),
    ),
  }
}

function byDefinition<T>(
  { modules }: GraphDocument,
  read: (definition: ModuleDefinition) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(modules).map(([name, definition]) => [name, read(definition)]))
}

/**
 * Keys after the edit → keys before it. A module goes on from the one with the same ids. One whose node, or an instance
 * around it, has moved into a definition in which it was not, from one in which it is no more, goes on from where it was:
 * first from a place that differs only by instances that came between or went. One that used another's module until now
 * goes on from that.
 */
export function predecessors(after: Places, before: Places): Map<string, string> {
  const known = new Set(before.modules.map(({ ids }) => idsKey(ids)))
  const same = after.modules.map(({ ids }) => idsKey(ids)).filter((key) => known.has(key))
  const found = new Map(same.map((key) => [key, key]))
  const owners = sharedOwners(before)
  for (const place of after.modules) {
    const used = idsKey(place.ids.map((id, i) => owners.get(`${place.definitions[i]}\n${id}`) ?? id))
    if (!found.has(idsKey(place.ids)) && known.has(used)) found.set(idsKey(place.ids), used)
  }
  const left = new Map<string, Set<Place>>()
  for (const place of before.modules)
    if (!found.has(idsKey(place.ids)))
      left.set(leafOf(place), (left.get(leafOf(place)) ?? new Set()).add(place))
  const nodes = { after: nodeSets(after), before: nodeSets(before) }
  for (const isNear of [differsByInstances, () => true]) {
    for (const place of after.modules) {
      if (found.has(idsKey(place.ids))) continue
      const sources = [...(left.get(leafOf(place)) ?? [])].filter(
        (other) => isNear(other.ids, place.ids) && hasMoved(place, other, nodes),
      )
      const [source] = sources
      if (source === undefined || (isNear !== differsByInstances && sources.length > 1)) continue
      found.set(idsKey(place.ids), idsKey(source.ids))
      left.get(leafOf(place))?.delete(source)
    }
  }
  return found
}

/** By definition, the ids of its nodes. */
type NodeSets = ReadonlyMap<string, ReadonlySet<string>>

function nodeSets({ nodes }: Places): NodeSets {
  return new Map(Object.entries(nodes).map(([name, ids]) => [name, new Set(ids)]))
}

/** By definition and id of a node, the id of the one whose module it used. */
function sharedOwners({ shared }: Places): Map<string, string> {
  return new Map(
    Object.entries(shared).flatMap(([name, pairs]) => pairs.map(([id, owner]) => [`${name}\n${id}`, owner])),
  )
}

function leafOf({ ids }: Place): string {
  return ids.at(-1) ?? ''
}

/** Whether the end that both paths have in common holds a node that left one definition for another. */
function hasMoved(
  here: Place,
  there: Place,
  { after, before }: { after: NodeSets; before: NodeSets },
): boolean {
  for (let i = 1; here.ids.at(-i) !== undefined && here.ids.at(-i) === there.ids.at(-i); i++) {
    const id = here.ids.at(-i)!
    const [to, from] = [here.definitions.at(-i)!, there.definitions.at(-i)!]
    if (before.get(to)?.has(id) !== true && after.get(from)?.has(id) !== true) return true
  }
  return false
}

/** Whether one is the other with some ids left out. */
function differsByInstances(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  let at = 0
  for (const id of long) if (id === short[at]) at++
  return at === short.length
}
