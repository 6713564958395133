/** Times a run of a sample in two checkouts in turns, in one process: node --import tsx bench/versions/looking-child.ts '{"roots": [...], ...}'. */
import { lookingAt, WAYS, type Looking, type Way } from './looking'

export interface LookingTurns {
  /** This checkout and the other one. */
  readonly roots: readonly [string, string]
  readonly sample: string
  readonly batch: number | null
  /** How often each has its turn in each way. */
  readonly rounds: number
}

/** Milliseconds a step in each turn: this checkout's, the other's. */
export type LookingTimes = Record<Way, [own: number[], theirs: number[]]>

/** In milliseconds: several pictures of every lane. */
const TURN = 500

function take(run: Looking, way: Way): number {
  run.turnTo(way)
  const started = performance.now()
  for (let count = 1; ; count++) {
    run.step()
    const taken = performance.now() - started
    if (taken >= TURN) return taken / count
  }
}

const { roots, sample, batch, rounds } = JSON.parse(process.argv[2]!) as LookingTurns
const runs: Looking[] = []
for (const root of roots) runs.push(await lookingAt(root, sample, batch))
const times: LookingTimes = { nobody: [[], []], kept: [[], []], wires: [[], []], inspector: [[], []] }
for (let round = -1; round < rounds; round++)
  for (const way of WAYS)
    for (const place of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const ms = take(runs[place]!, way)
      // The first round warms up.
      if (round >= 0) times[way][place]!.push(ms)
    }
process.stdout.write(`${JSON.stringify(times)}\n`)
