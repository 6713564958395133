/** Steps and forward passes of the cases of bench/train, through what the engine exports: this checkout and another one in turns. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Case, Pass } from '../train/cases'
import { blockLength, median, ratioOf } from '../train/figures'
import { Program } from '../train/program'
import { THIS, type Checkout } from './other-checkout'
import type { Row } from './row'

/** As in bench/train: threads of the one that had its turn still wait for work. */
const BETWEEN_MS = 30
/** Of processes, one of each version. */
const PAIRS = 5

export interface Settings {
  readonly rounds: number
  /** The length of a block. */
  readonly seconds: number
  readonly threads: number
}

/**
 * Rounds are spread over pairs of fresh processes: which of several kernels a process found quickest, and where its memory lies, move a
 * whole process by several percent.
 *
 * Errors: one of the two cannot run the case.
 */
export async function timeSteps(each: Case, pass: Pass, other: Checkout, settings: Settings): Promise<Row> {
  const pairs = Math.min(PAIRS, settings.rounds)
  const times: Times = [[], []]
  for (let pair = 0; pair < pairs; pair++) {
    const share = Math.floor(((pair + 1) * settings.rounds) / pairs) - times[0].length
    const found = await timePair(each, pass, other, { ...settings, rounds: share })
    times.forEach((list, place) => list.push(...found[place]!))
  }
  const [own, theirs] = times
  return { name: `${each.id} ${pass}`, own: median(own), theirs: median(theirs), ...ratioOf(own, theirs) }
}

/** A median a round: this checkout's, the other's. */
type Times = [own: number[], theirs: number[]]

async function timePair(each: Case, pass: Pass, other: Checkout, settings: Settings): Promise<Times> {
  const { rounds, seconds, threads } = settings
  const order = { case: each, pass, seed: 0, threads, compile: false, backend: null }
  const programs = [THIS, other].map(({ root }) =>
    Program.gradwire(order, join(root, 'bench', 'train', 'child.ts')),
  )
  try {
    const counts: number[] = []
    for (const program of programs) {
      await program.about()
      // The first steps choose kernels.
      const first = await program.steps(5)
      const warm = await program.steps(blockLength(median(first), seconds))
      counts.push(blockLength(median(warm), seconds))
    }
    const times: Times = [[], []]
    for (let round = 0; round < rounds; round++)
      for (const place of round % 2 === 0 ? [0, 1] : [1, 0]) {
        times[place]!.push(median(await programs[place]!.steps(counts[place]!)))
        await pause(BETWEEN_MS)
      }
    return times
  } finally {
    for (const program of programs) await program.end()
  }
}
