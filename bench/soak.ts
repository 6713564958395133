/**
 * Trains for long, with everything that switches between the two ways to run a step, and looks whether memory stays flat and whether
 * every number is that of the calls: npm run bench:soak [-- --minutes 60 --rounds 3 --json out/bench/soak.json]
 *
 * Two engines, as windows have them, play the same rounds in turns: one takes each step as a graph where it can, the other one operation after the
 * other. A round stops inside steps, puts hooks on and takes them off, edits, freezes, changes rate and batch, evaluates, measures updates, and goes
 * back to a checkpoint; epochs end all the time with a smaller batch. After each round their losses, and all that a checkpoint holds, are
 * compared bit for bit. Build first (`npm run build`).
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { forkEngine } from '../src/main/engine-link/fork-engine'
import { CHAPTERS, documentOf, wiresOf } from './soak/chapters'
import { slopeAnHour } from './soak/memory'
import type { Held } from './soak/memory'
import { movesOf } from './soak/moves'
import { SoakedEngine } from './soak/soaked-engine'
import type { Told } from './soak/soaked-engine'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const ENGINE = at('../out/main/engine.js')
const MIB = 2 ** 20

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    /** Of a net, before the next one has its turn. */
    rounds: { type: 'string', default: '3' },
    json: { type: 'string', default: at('../out/bench/soak.json') },
  },
})

const ways = ['graph', 'calls'] as const
const [graph, calls] = ways.map(
  (way) => new SoakedEngine(forkEngine(ENGINE, 'soak', { env: { GRADWIRE_STEPS: way } })),
) as [SoakedEngine, SoakedEngine]
const held: Record<(typeof ways)[number], Held[]> = { graph: [], calls: [] }
const differences: string[] = []
const started = performance.now()
const minutes = (): number => (performance.now() - started) / 60_000
let steps = 0

try {
  for (let round = 0; minutes() < Number(options.minutes); round++) {
    const chapter = CHAPTERS[Math.floor(round / Number(options.rounds)) % CHAPTERS.length]!
    const document = documentOf(chapter)
    if (round % Number(options.rounds) === 0) {
      await graph.begin(document, null)
      await calls.begin(document, graph)
      // Looking changes no number, so that only one is looked at.
      await graph.watch(wiresOf(document))
    }
    const moves = movesOf(chapter, document, round)
    const free = await graph.play(moves)
    const told = await graph.told()
    await calls.choosesAs(graph)
    await calls.play(moves, free)
    const judged = await calls.told()
    steps += told.steps.length
    const difference = differenceOf(told, judged)
    if (difference !== null) differences.push(`${chapter.sample}, round ${round}: ${difference}`)
    tell(chapter.sample, round, difference)
  }
} finally {
  for (const engine of [graph, calls]) engine.close()
}
report()

/** The first thing in which two engines differ; null: in nothing. */
function differenceOf(told: Told, judged: Told): string | null {
  for (const [i, step] of judged.steps.entries())
    if (!isDeepStrictEqual(told.steps[i], step))
      return `step ${step.step} of the run is ${JSON.stringify(told.steps[i])}, and by calls ${JSON.stringify(step)}`
  for (const key of ['steps', 'printed', 'state'] as const)
    if (!isDeepStrictEqual(told[key], judged[key])) return `${key} differ`
  return null
}

function tell(sample: string, round: number, difference: string | null): void {
  const now = minutes()
  for (const [i, engine] of [graph, calls].entries())
    if (engine.held !== null) held[ways[i]!].push({ minutes: now, amount: engine.held })
  const sizes = ways.map((way) => `${((held[way].at(-1)?.amount ?? 0) / MIB).toFixed(0)} MiB (${way})`)
  console.log(
    `${now.toFixed(1)} min, round ${round}, ${sample}: ${steps} steps, ${graph.switches} switches, ${graph.frames} pictures, ` +
      `${sizes.join(', ')}, ${difference ?? 'the same bits'}`,
  )
}

function report(): void {
  const slopes = ways.map((way) => {
    // Every net has been there once.
    const settled = held[way].slice(CHAPTERS.length * Number(options.rounds))
    return settled.length > 2 ? slopeAnHour(settled) / MIB : null
  })
  for (const [i, way] of ways.entries())
    console.log(`${way}: ${slopes[i]?.toFixed(1) ?? 'too short to tell'} MiB more an hour`)
  for (const [reason, count] of graph.reasons) console.log(`${count} times: ${reason}`)
  for (const complaint of new Set([...graph.complaints, ...calls.complaints]))
    console.log(`told: ${complaint}`)
  console.log(differences.length === 0 ? 'The same bits in every round.' : differences.join('\n'))
  mkdirSync(dirname(options.json), { recursive: true })
  const reasons = Object.fromEntries(graph.reasons)
  const result = { date: new Date().toISOString(), options, steps, slopes, held, reasons, differences }
  writeFileSync(options.json, `${JSON.stringify(result, null, 2)}\n`)
  process.exitCode = differences.length === 0 ? 0 : 1
}
