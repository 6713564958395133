/** What is selected on the canvas. */
import type { ModuleDefinition } from '../../graph/document/document'

export type Selection =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'node'; readonly id: string }
  | { readonly kind: 'edge'; readonly id: string }
  | { readonly kind: 'several'; readonly nodes: readonly string[]; readonly edges: readonly string[] }

export const NOTHING: Selection = { kind: 'nothing' }

/** The selection of these nodes and wires. */
export function selectionOf(nodes: readonly string[], edges: readonly string[] = []): Selection {
  const [node] = nodes
  const [edge] = edges
  if (nodes.length + edges.length > 1) return { kind: 'several', nodes, edges }
  if (node !== undefined) return { kind: 'node', id: node }
  return edge === undefined ? NOTHING : { kind: 'edge', id: edge }
}

export function selectedNodes(selection: Selection): readonly string[] {
  if (selection.kind === 'node') return [selection.id]
  return selection.kind === 'several' ? selection.nodes : []
}

export function selectedEdges(selection: Selection): readonly string[] {
  if (selection.kind === 'edge') return [selection.id]
  return selection.kind === 'several' ? selection.edges : []
}

export function sameSelection(a: Selection, b: Selection): boolean {
  return (
    a === b || (sameIds(selectedNodes(a), selectedNodes(b)) && sameIds(selectedEdges(a), selectedEdges(b)))
  )
}

/** What is left of a selection in a definition that has changed. */
export function keptSelection(selection: Selection, definition: ModuleDefinition): Selection {
  const kept = selectionOf(
    thoseIn(definition.nodes, selectedNodes(selection)),
    thoseIn(definition.edges, selectedEdges(selection)),
  )
  return sameSelection(kept, selection) ? selection : kept
}

/** The ids that some of these have. */
function thoseIn(elements: readonly { id: string }[], ids: readonly string[]): string[] {
  const missing = new Set(ids)
  for (const { id } of missing.size > 0 ? elements : []) missing.delete(id)
  return ids.filter((id) => !missing.has(id))
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  const known = new Set(a)
  return b.every((id) => known.has(id))
}
