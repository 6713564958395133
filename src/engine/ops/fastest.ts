import type { Handle } from '../backend/types'
import { backend } from '../backend'

/** One of several ways to compute the same thing. */
export type Candidate = () => Handle

/** Below this many multiply-adds the first candidate is taken: timing would cost more than it could save. */
const WORTH_TIMING = 2e6
const ROUNDS = 5
/** How much quicker than the first candidate another one must be: timings vary by a few percent by themselves. */
const MARGIN = 0.92

const winners = new Map<string, number>()
let timing = true

/**
 * Whether equal computations are timed against each other; default true. Without timing the first is taken, so that two runs
 * give the same numbers to the last bit.
 */
export function setBenchmark(enabled: boolean): void {
  timing = enabled
}

/**
 * Runs the quickest of several equal computations: timed once per `key` (which names the operation and its shapes) and
 * remembered, as `torch.backends.cudnn.benchmark` does.
 */
export function fastest(key: string, work: number, candidates: readonly Candidate[]): Handle {
  if (!timing || candidates.length === 1 || work < WORTH_TIMING) return candidates[0]!()
  let winner = winners.get(key)
  if (winner === undefined) {
    winner = race(candidates)
    winners.set(key, winner)
  }
  return candidates[winner]!()
}

/** Takes turns, so that what else the machine does weighs on all alike. */
function race(candidates: readonly Candidate[]): number {
  const best = candidates.map(() => Infinity)
  for (let round = 0; round < ROUNDS; round++) {
    candidates.forEach((candidate, i) => {
      const start = performance.now()
      backend.free(candidate())
      best[i] = Math.min(best[i]!, performance.now() - start)
    })
  }
  const quickest = best.indexOf(Math.min(...best))
  return best[quickest]! < best[0]! * MARGIN ? quickest : 0
}
