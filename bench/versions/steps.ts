/** Steps and forward passes of the cases of bench/train, through what the engine exports: this checkout and another one in turns. */
import { join } from 'node:path'
import type { Case, Pass } from '../train/cases'
import { median, ratioOf } from '../train/figures'
import type { Times, Turns } from './child'
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
  const turns: Turns = { roots: [THIS.root, other.root], case: each, pass, seconds: settings.seconds }
  const all: Times = [[], []]
  const ratios: number[] = []
  for (let process = 0; process < settings.processes; process++) {
    const text = await runScript(
      join(THIS.root, 'bench', 'versions', 'child.ts'),
      [JSON.stringify(turns)],
      settings,
    )
    const times = JSON.parse(text.trim().split('\n').at(-1)!) as Times
    times.forEach((list, place) => all[place]!.push(...list))
    ratios.push(ratioOf(...times).ratio)
  }
  return {
    name: `${each.id} ${pass}`,
    own: median(all[0]),
    theirs: median(all[1]),
    ratio: ratioOf(...all).ratio,
    least: Math.min(...ratios),
    greatest: Math.max(...ratios),
  }
}
