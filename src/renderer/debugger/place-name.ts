/** What places of a document are called: nodes by their dotted names, wires by their ends. */
import { modulesAlong } from '../../graph/breakpoints/document-breakpoints'
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument, GraphNode } from '../../graph/document/document'
import type { HookPlace } from '../../graph/document/hook-place'
import { assertNever } from '../../graph/basics/assert-never'

/** A place in a definition, with the names of the instances around where they are known. */
export function placeName(
  document: GraphDocument,
  module: string,
  place: HookPlace,
  path: readonly string[] = [],
): string {
  const around = namesAlong(document, path)
  const { nodes = [], edges = [] } = definitionOf(document, module) ?? {}
  const name = (id: string): string => [...around, nameIn(nodes, id)].join('.')
  switch (place.kind) {
    case 'node':
      return name(place.node)
    case 'port':
      return place.handle === 'output' ? name(place.node) : `${name(place.node)}.${place.handle}`
    case 'parameter':
      return place.name === '' ? name(place.node) : `${name(place.node)}.${place.name}`
    case 'edge': {
      const wire = edges.find(({ id }) => id === place.edge)
      return wire ? `${name(wire.source)} → ${nameIn(nodes, wire.target)}` : place.edge
    }
    default:
      return assertNever(place)
  }
}

/** The definition inside the instances of a path; the main one where there are none. */
export function moduleAt(document: GraphDocument, path: readonly string[]): string {
  return modulesAlong(document, path).at(-1) ?? document.main
}

function namesAlong(document: GraphDocument, path: readonly string[]): string[] {
  const modules = modulesAlong(document, path)
  return path.map((id, at) => nameIn(definitionOf(document, modules[at] ?? '')?.nodes ?? [], id))
}

function nameIn(nodes: readonly GraphNode[], id: string): string {
  return nodes.find((node) => node.id === id)?.name ?? id
}
