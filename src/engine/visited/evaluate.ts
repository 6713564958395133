/** What the net says about samples that it does not learn from. */
import type { CompiledNet, PassResult } from '../build/compile'
import type { LossTerm } from '../build/pass'
import { noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import type { Batch } from '../executor/batch'
import type { Evaluation } from '../executor/executor'
import { MetricBook } from './metric-book'

export interface Hits {
  right: number
  total: number
}

/**
 * What the net says of batches, each by a pass, and the metric nodes over all of them. `around`: what every batch is done in. Default:
 * nothing else.
 */
export function evaluationOf(
  compiled: CompiledNet,
  pass: (batch: Batch) => PassResult,
  around: <T>(body: () => T) => T = (body) => body(),
): Evaluation {
  const book = new MetricBook()
  return {
    add: (batch) => around(() => evaluateBatch(compiled, () => pass(batch), book)),
    get metrics() {
      return book.values
    },
  }
}

/** Loss and hits of what a pass over a batch gives, in `eval` mode and without a tape; the metric nodes go into `book`. */
function evaluateBatch(
  compiled: CompiledNet,
  pass: () => PassResult,
  book: MetricBook,
): { loss: number; hits: Hits | null } {
  return inEvalMode(compiled, () =>
    scope(() => {
      const { loss, losses, metrics } = pass()
      book.add(metrics)
      return { loss: loss?.item() ?? NaN, hits: hitsOf(losses) }
    }),
  )
}

/** Runs `body` as after `net.eval()` and inside `no_grad`, and puts the mode back. */
export function inEvalMode<T>({ net }: CompiledNet, body: () => T): T {
  const { training } = net
  net.eval()
  try {
    return noGrad(body)
  } finally {
    net.train(training)
  }
}

/** The same, with hooks that nobody hears and that go on afterwards as if it had not been. */
export function asideInEvalMode<T>(compiled: CompiledNet, body: () => T): T {
  return compiled.hooks.aside(() => inEvalMode(compiled, body))
}

/** Right and all predictions of the classification losses; null where there are none. */
export function hitsOf(losses: LossTerm[]): Hits | null {
  const counts = losses.flatMap(({ builder, input, target }) => builder.hits?.(input, target) ?? [])
  if (counts.length === 0) return null
  return counts.reduce((a, b) => ({ right: a.right + b.right, total: a.total + b.total }))
}
