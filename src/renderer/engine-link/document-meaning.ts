/** What of a document the engine depends on: everything but where things lie on the canvas. */
import type { GraphDocument } from '../../graph/document/document'

export interface DocumentMeaning {
  /** Nodes, params, wires and hooks, when gradients are cleared, the scheduler, and the optimiser but for its learning rate. */
  network: string
  /** What a run can be told without building anything anew. */
  settings: { lr: number | undefined; batchSize: number; epochs: number; seed: number }
}

/** Compares equal (by its texts) for documents that differ only in positions, view, title or probes. */
export function documentMeaning({ main, modules, training }: GraphDocument): DocumentMeaning {
  const { lr, ...params } = training.optimizer.params
  const { scheduler, zero_grad: clears = true, accumulate = 1 } = training
  const optimizer = { type: training.optimizer.type, params }
  return {
    network: JSON.stringify(
      { main, modules, optimizer, scheduler, clears, accumulate },
      (key, value: unknown) => (key === 'position' || key === 'probes' ? undefined : value),
    ),
    settings: {
      lr: typeof lr === 'number' ? lr : undefined,
      batchSize: training.batch_size,
      epochs: training.epochs,
      seed: training.seed,
    },
  }
}
