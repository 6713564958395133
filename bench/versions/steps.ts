/** This checkout and another one in turns: steps and forward passes of the cases of bench/train, and runs that are looked at. */
import { join } from 'node:path'
import type { Case, Pass } from '../train/cases'
import { median, ratioOf } from '../train/figures'
import type { Times, Turns } from './child'
import { WAYS } from './looking'
import type { LookingTimes, LookingTurns } from './looking-child'
import { THIS, type Checkout } from './other-checkout'
import { runScript } from './programs'
import type { Row } from './row'

export interface Settings {
  readonly processes: number
  /** How long each of the two works in each process. */
  readonly seconds: number
  readonly threads: number
}

/**
 * Which of several kernels is quickest, and where memory lies, move a whole process by several percent: so both checkouts share a
 * process, and there are several. The ratio is the median over all turns; the least and the greatest are of a process.
 *
 * Errors: one of the two cannot run the case.
 */
export async function timeSteps(each: Case, pass: Pass, other: Checkout, settings: Settings): Promise<Row> {
  const turns = { case: each, pass, seconds: settings.seconds }
  const found: Times[] = []
  for (let process = 0; process < settings.processes; process++) {
    const roots = inOrder([THIS.root, other.root], process)
    const times = await inProcess<Times>('child.ts', { ...turns, roots }, settings)
    found.push(inOrder(times, process))
  }
  return rowOf(`${each.id} ${pass}`, found)
}

/** A run of a sample as the session has it, looked at in several ways. Errors: one of the two cannot run it. */
export async function timeLooking(
  sample: string,
  batch: number | null,
  other: Checkout,
  settings: Settings & { rounds: number },
): Promise<Row[]> {
  const { processes, rounds } = settings
  const found: LookingTimes[] = []
  for (let process = 0; process < processes; process++) {
    const roots = inOrder([THIS.root, other.root], process)
    found.push(await inProcess<LookingTimes>('looking-child.ts', { roots, sample, batch, rounds }, settings))
  }
  return WAYS.map((way) =>
    rowOf(
      `${sample}, ${way}`,
      found.map((times, process) => inOrder(times[way], process)),
    ),
  )
}

/** Whoever is loaded first has other memory: so they change places from process to process. Twice is as before. */
function inOrder<T>([first, second]: readonly [T, T], process: number): [T, T] {
  return process % 2 === 0 ? [first, second] : [second, first]
}

async function inProcess<T>(script: string, turns: Turns | LookingTurns, settings: Settings): Promise<T> {
  const path = join(THIS.root, 'bench', 'versions', script)
  const text = await runScript(path, [JSON.stringify(turns)], settings)
  return JSON.parse(text.trim().split('\n').at(-1)!) as T
}

/** Of the times of several processes. */
function rowOf(name: string, found: readonly Times[]): Row {
  const own = found.flatMap(([times]) => times)
  const theirs = found.flatMap(([, times]) => times)
  const ratios = found.map((times) => ratioOf(...times).ratio)
  return {
    name,
    own: median(own),
    theirs: median(theirs),
    ratio: ratioOf(own, theirs).ratio,
    least: Math.min(...ratios),
    greatest: Math.max(...ratios),
  }
}
