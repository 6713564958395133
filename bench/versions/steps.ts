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

export interface Settings {
  readonly rounds: number
  /** The length of a block. */
  readonly seconds: number
  readonly threads: number
}

/** Errors: one of the two cannot run the case. */
export async function timeSteps(each: Case, pass: Pass, other: Checkout, settings: Settings): Promise<Row> {
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
    const times: number[][] = [[], []]
    for (let round = 0; round < rounds; round++)
      for (const place of round % 2 === 0 ? [0, 1] : [1, 0]) {
        times[place]!.push(median(await programs[place]!.steps(counts[place]!)))
        await pause(BETWEEN_MS)
      }
    const [own, theirs] = times as [number[], number[]]
    return {
      name: `${each.id} ${pass}`,
      own: median(own),
      theirs: median(theirs),
      ...ratioOf(own, theirs),
    }
  } finally {
    for (const program of programs) await program.end()
  }
}
