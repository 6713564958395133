/** How often checkpoints are taken while training. */

/** At most one part in so many of training time goes into checkpoints. */
const TIMES_COST = 100
/** Shortest time that a checkpoint is to be good for, in milliseconds. */
export const SHORTEST_AGE_MS = 2000

/** What the last checkpoint took, in milliseconds. */
export interface CheckpointTimes {
  /** Of training time. */
  cost: number
  /** From asking for it until it was there. */
  took: number
}

/**
 * Milliseconds from a checkpoint that is there to asking for the next one.
 *
 * What is brought back after a death is as old as the next checkpoint would have been from the begin of the last to its own
 * end: at most `shortest`, or 100 times what one costs if that is longer.
 */
export function pauseAfter({ cost, took }: CheckpointTimes, shortest: number): number {
  return Math.max(took, Math.max(shortest, cost * TIMES_COST) - 2 * took)
}
