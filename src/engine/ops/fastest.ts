import type { Handle } from '../backend/types'
import { backend } from '../backend'

/** One of several ways to compute the same thing. */
export type Candidate = () => Handle

/** Below this many multiply-adds the first candidate is taken: timing would cost more than it could save. */
const WORTH_TIMING = 2e6
const ROUNDS = 15
const FEWEST_ROUNDS = 3
/** Milliseconds. */
const LONGEST = 100
/** How many times slower than the best so far a candidate may be without being left out. */
const HOPELESS = 1.5
/** How much quicker than the first candidate another one must be: timings vary by a few percent by themselves. */
const MARGIN = 0.92

const winners = new Map<string, number>()
let timing = true
let taken: number | null = null

/**
 * Whether equal computations are timed against each other; default true. Without timing the first is taken, so that two runs
 * give the same numbers to the last bit.
 */
export function setBenchmark(enabled: boolean): void {
  timing = enabled
}

/** The places of the candidates that have won, by key. */
export function raceWinners(): Record<string, number> {
  return Object.fromEntries(winners)
}

/** From now on these win, without a race; others race as before. What they give is then the same to the last bit. */
export function setRaceWinners(places: Readonly<Record<string, number>>): void {
  for (const [key, place] of Object.entries(places)) winners.set(key, place)
}

/** Takes the candidate at `place`, or the last, everywhere; `null` lets them race again. Shows that all of them compute the same. */
export function alwaysTake(place: number | null): void {
  taken = place
}

/** Whether a computation of so many multiply-adds is worth a choice. */
export function worthTiming(work: number): boolean {
  return taken !== null || (timing && work >= WORTH_TIMING)
}

/**
 * Runs the quickest of several equal computations: timed once per `key` (which names the operation and its shapes) and
 * remembered, as `torch.backends.cudnn.benchmark` does.
 */
export function fastest(key: string, work: number, candidates: readonly Candidate[]): Handle {
  if (candidates.length === 1 || !worthTiming(work)) return candidates[0]!()
  if (taken !== null) return candidates[Math.min(taken, candidates.length - 1)]!()
  let winner = winners.get(key)
  if (winner === undefined) {
    winner = race(candidates)
    winners.set(key, winner)
  }
  return candidates[Math.min(winner, candidates.length - 1)]!()
}

/**
 * Takes turns, so that what else the machine does weighs on all alike. Who is far behind is out; the race ends after all rounds, or
 * when the time is up.
 */
function race(candidates: readonly Candidate[]): number {
  backend.computeNow?.()
  const best = candidates.map(() => Infinity)
  const begin = performance.now()
  for (let round = 0; round < ROUNDS; round++) {
    if (round >= FEWEST_ROUNDS && performance.now() - begin > LONGEST) break
    const limit = Math.min(...best) * HOPELESS
    candidates.forEach((candidate, i) => {
      if (round > 1 && best[i]! > limit) return
      const start = performance.now()
      backend.free(candidate())
      best[i] = Math.min(best[i]!, performance.now() - start)
    })
  }
  const quickest = best.indexOf(Math.min(...best))
  return best[quickest]! < best[0]! * MARGIN ? quickest : 0
}
