/** Keeps the marks at a wire's end clear of another wire that comes down, or up, in front of the same node. */
import type { GraphEdge } from '../../graph/document/document'
import type { Detour } from '../../graph/drawing/wire-line'
import type { CanvasNode } from './detour-keeper'

/** How far back from their ends the marks of wires stand, by wire; those that are left out stand where they always do. */
export function marksAside(
  edges: readonly GraphEdge[],
  nodes: readonly CanvasNode[],
  detours: ReadonlyMap<string, Detour>,
): ReadonlyMap<string, number> {
  const aside = new Map<string, number>()
  if (detours.size === 0) return aside
  const targets = new Map(nodes.map((node) => [node.id, node]))
  const around = new Map<string, GraphEdge[]>()
  for (const edge of edges) {
    if (!detours.has(edge.id)) continue
    const known = around.get(edge.target)
    if (known === undefined) around.set(edge.target, [edge])
    else known.push(edge)
  }
  for (const edge of edges) {
    const node = targets.get(edge.target)
    if (node === undefined || detours.has(edge.id)) continue
    const place = (handle: string) => node.data.inputs.findIndex(({ name }) => name === handle)
    for (const other of around.get(edge.target) ?? []) {
      const detour = detours.get(other.id)
      if (detour === undefined) continue
      const [mine, theirs] = [place(edge.targetHandle), place(other.targetHandle)]
      const passes = detour.level < node.position.y ? theirs > mine : theirs < mine
      if (passes) aside.set(edge.id, Math.max(aside.get(edge.id) ?? 0, node.position.x - detour.back))
    }
  }
  return aside
}
