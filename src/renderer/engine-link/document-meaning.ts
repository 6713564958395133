/** What of a document the engine depends on: everything but where things lie on the canvas. */
import { dequal } from 'dequal'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../../graph/document/document'

export interface DocumentMeaning {
  /** Nodes, params, wires and hooks, when gradients are cleared, the scheduler, and the optimiser but for its learning rate. */
  network: object
  /** What a run can be told without building anything anew. */
  settings: { lr: number | undefined; batchSize: number; epochs: number; seed: number }
}

export function documentMeaning({ main, modules, training }: GraphDocument): DocumentMeaning {
  const { lr, ...params } = training.optimizer.params
  const { scheduler, zero_grad: clears = true, accumulate = 1 } = training
  const optimizer = { type: training.optimizer.type, params }
  const defined = Object.entries(modules).map(([name, definition]) => [name, builtOf(definition)])
  return {
    network: { main, modules: Object.fromEntries(defined), optimizer, scheduler, clears, accumulate },
    settings: {
      lr: typeof lr === 'number' ? lr : undefined,
      batchSize: training.batch_size,
      epochs: training.epochs,
      seed: training.seed,
    },
  }
}

/** Documents that differ only in positions, view, title, probes or settings. */
export function sameNetwork(a: DocumentMeaning, b: DocumentMeaning): boolean {
  return dequal(a.network, b.network)
}

export function sameSettings(a: DocumentMeaning, b: DocumentMeaning): boolean {
  return dequal(a.settings, b.settings)
}

function builtOf(definition: ModuleDefinition): object {
  const { nodes, probes: _, ...rest } = definition
  return { ...rest, nodes: nodes.map(wherever) }
}

/** An edit leaves other nodes as they are, so that comparing comes to them without a look inside. */
const known = new WeakMap<GraphNode, object>()

function wherever(node: GraphNode): object {
  const before = known.get(node)
  if (before !== undefined) return before
  const { position: _, ...built } = node
  known.set(node, built)
  return built
}
