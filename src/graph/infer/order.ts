/** The order in which the nodes of a definition run, and the wires that come into each. */
import type { GraphEdge, ModuleDefinition } from '../document/document'

export interface Order {
  /** Indices into `nodes`, sources first; as near to the order of the file as the wires allow. */
  sequence: number[]
  /** For each node, the wires into it. */
  incoming: GraphEdge[][]
  /** Index of each id; the first of duplicates. */
  indexOf: Map<string, number>
  /** Ids of the nodes whose outputs are wired. */
  consumed: Set<string>
  /** The first cycles, each as the indices of its nodes. */
  cycles: number[][]
}

/** A tangle has countless cycles; once these are open, more can be told. */
const MAX_CYCLES = 20

/** Depth-first, without recursion: a chain of 100,000 nodes is no deeper than one of two. */
export function orderOf(
  definition: ModuleDefinition,
  previous?: { definition: ModuleDefinition; order: Order },
): Order {
  if (previous !== undefined && sameStructure(definition, previous.definition)) return previous.order
  const indexOf = new Map<string, number>()
  definition.nodes.forEach((node, index) => {
    if (!indexOf.has(node.id)) indexOf.set(node.id, index)
  })
  const incoming: GraphEdge[][] = definition.nodes.map(() => [])
  for (const edge of definition.edges) {
    const target = indexOf.get(edge.target)
    if (target !== undefined && indexOf.has(edge.source)) incoming[target]?.push(edge)
  }
  const walk = { sequence: [], cycles: [], state: new Uint8Array(definition.nodes.length) }
  for (let start = 0; start < definition.nodes.length; start++) visit(start, incoming, indexOf, walk)
  const consumed = new Set(definition.edges.map((edge) => edge.source))
  return { sequence: walk.sequence, incoming, indexOf, consumed, cycles: walk.cycles }
}

interface Walk {
  sequence: number[]
  cycles: number[][]
  /** 0: not seen; 1: on the path; 2: done. */
  state: Uint8Array
}

function visit(start: number, incoming: GraphEdge[][], indexOf: Map<string, number>, walk: Walk): void {
  if (walk.state[start] !== 0) return
  const path = [{ node: start, next: 0 }]
  walk.state[start] = 1
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const edge = incoming[top.node]?.[top.next++]
    if (edge === undefined) {
      walk.state[top.node] = 2
      walk.sequence.push(top.node)
      path.pop()
      continue
    }
    const source = indexOf.get(edge.source) ?? start
    if (walk.state[source] === 0) {
      walk.state[source] = 1
      path.push({ node: source, next: 0 })
    } else if (walk.state[source] === 1 && walk.cycles.length < MAX_CYCLES) {
      const from = path.findIndex((step) => step.node === source)
      walk.cycles.push(fromLowest(path.slice(from).map((step) => step.node)))
    }
  }
}

/** The path runs against the wires; the cycle is told along them, from the node that comes first in the file. */
function fromLowest(path: number[]): number[] {
  const along = path.toReversed()
  const start = along.indexOf(along.reduce((lowest, index) => Math.min(lowest, index)))
  return [...along.slice(start), ...along.slice(0, start)]
}

function sameStructure(a: ModuleDefinition, b: ModuleDefinition): boolean {
  if (a.edges !== b.edges || a.nodes.length !== b.nodes.length) return false
  return a.nodes.every((node, index) => node === b.nodes[index] || node.id === b.nodes[index]?.id)
}
