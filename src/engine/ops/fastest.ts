import type { Handle } from '../backend/types'
import { backend } from '../backend'

/** One of several ways to compute the same thing. */
export type Candidate = () => Handle

/** Below this many multiply-adds the first candidate is taken: timing would cost more than it could save. */
const WORTH_TIMING = 2e6
const ROUNDS = 3

const winners = new Map<string, number>()

/**
 * Runs the quickest of several equal computations: timed once per `key` (which names the operation and its shapes) and
 * remembered, as `torch.backends.cudnn.benchmark` does.
 */
export function fastest(key: string, work: number, candidates: readonly Candidate[]): Handle {
  if (candidates.length === 1 || work < WORTH_TIMING) return candidates[0]!()
  let winner = winners.get(key)
  if (winner === undefined) {
    winner = race(candidates)
    winners.set(key, winner)
  }
  return candidates[winner]!()
}

function race(candidates: readonly Candidate[]): number {
  const times = candidates.map((candidate) => {
    let best = Infinity
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now()
      backend.free(candidate())
      best = Math.min(best, performance.now() - start)
    }
    return best
  })
  return times.indexOf(Math.min(...times))
}
