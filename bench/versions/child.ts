/**
 * Times a case in two checkouts in turns, in one process: node --import tsx bench/versions/child.ts '{"roots": [...], "case": {...}, ...}'.
 * Both run on the same library, loaded once, in the same memory and on the same threads.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Case, Pass } from '../train/cases'
import { median } from '../train/figures'
import type * as program from '../train/work'

export interface Turns {
  /** This checkout and the other one. */
  readonly roots: readonly [string, string]
  readonly case: Case
  readonly pass: Pass
  /** How long each of the two works, about. */
  readonly seconds: number
}

/** The median step of each turn: this checkout's, the other's. */
export type Times = [own: number[], theirs: number[]]

/** A turn, in milliseconds: short, so that what else the machine does weighs on both; longer than what a turn leaves behind. */
const TURN = 40
/** What is left of a turn before is not counted. */
const FIRST = 1

async function workOf(root: string, turns: Turns): Promise<program.Work> {
  const url = pathToFileURL(join(root, 'bench', 'train', 'work.ts')).href
  const { ready, Work } = (await import(url)) as typeof program
  await ready()
  return new Work({ case: turns.case, pass: turns.pass, seed: 0 })
}

function time(turns: Turns, works: readonly program.Work[]): Times {
  // The first steps choose kernels.
  for (const work of works) work.time(5)
  const counts = works.map((work) => FIRST + Math.ceil(TURN / median(work.time(5))))
  for (const [place, work] of works.entries()) work.time(5 * counts[place]!)
  const times: Times = [[], []]
  const started = performance.now()
  for (let turn = 0; performance.now() - started < 2000 * turns.seconds; turn++)
    for (const place of turn % 2 === 0 ? [0, 1] : [1, 0])
      times[place]!.push(median(works[place]!.time(counts[place]!).slice(FIRST)))
  return times
}

const turns = JSON.parse(process.argv[2]!) as Turns
const works: program.Work[] = []
for (const root of turns.roots) works.push(await workOf(root, turns))
process.stdout.write(`${JSON.stringify(time(turns, works))}\n`)
