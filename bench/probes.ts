/**
 * What looking costs training: npx tsx bench/probes.ts [--graph resources/samples/mnist-cnn.json --batch 32 --rounds 8 --seconds 3
 * --turns nobody,kept,wires,inspector,every --json out.json]
 *
 * Trains in turns of three seconds each, with nobody looking, with each step's tensors kept, with both lanes of every wire
 * drawn as on the canvas (10 a second asked for), and with the inspector of one wire open besides. Frames are acknowledged at
 * once and thrown away. `every` measures both lanes of every wire after each step, whatever that costs. Ratios are of processor time and of wall time, the median over the rounds; so whatever else the machine does weighs
 * on all. Frames a second are of the lane that has the fewest; kept are the steps a second whose tensors were.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { ready } from '../src/engine/backend/index'
import { readDocument } from '../src/engine/executor/planned-document'
import type { ProbeSubscription } from '../src/engine/protocol'
import { everyProbe } from '../src/engine/session/bench'
import { ProbeBoard } from '../src/engine/session/probe-board'
import { SampleStore } from '../src/engine/session/sample-store'
import { TrainingRun } from '../src/engine/session/training-run'
import { visitedExecutor } from '../src/engine/visited/visited-executor'
import { decodeFrame, encodeFrame } from '../src/graph/frames/frame'
import { inputSlots } from '../src/graph/plan/input-slots'

const { values: options } = parseArgs({
  options: {
    graph: { type: 'string', default: 'resources/samples/mnist-cnn.json' },
    batch: { type: 'string' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '3' },
    turns: { type: 'string', default: 'nobody,kept,wires,inspector' },
    json: { type: 'string' },
  },
})

const RATE = 10
const TURN = Number(options.seconds) * 1000
const ALL_TURNS = ['nobody', 'kept', 'wires', 'inspector', 'every'] as const
type Turn = (typeof ALL_TURNS)[number]
/** The first is what the others are compared with. */
const TURNS = options.turns.split(',').map((name): Turn => {
  const turn = ALL_TURNS.find((each) => each === name)
  if (!turn) throw new Error(`--turns: there is no '${name}'. Choose from ${ALL_TURNS.join(', ')}`)
  return turn
})

/** What `--json` writes, beside what the backend says of itself. */
export interface ProbesReport {
  readonly batchSize: number
  readonly lanes: number
  readonly table: readonly {
    readonly turn: string
    readonly wallMs: number
    readonly wallRatio: number
    readonly processorRatio: number
    readonly wireFrames: number
    readonly openFrames: number
    readonly keptSteps: number
  }[]
}

interface Measured {
  wallMs: number
  processorMs: number
  /** Frames a second of the slowest lane on a wire, and in the inspector. */
  wire: number
  open: number
  /** Steps a second whose tensors were kept. */
  kept: number
}

const info = await ready()
const planned = readDocument(JSON.parse(readFileSync(options.graph, 'utf8')))
const { train } = await new SampleStore().for(inputSlots(planned.plan))
const batchSize = Number(options.batch ?? planned.document.training.batch_size)
const executor = visitedExecutor({
  print: () => undefined,
  log: () => undefined,
  way: () => undefined,
  changed: () => undefined,
})
executor.open(planned, { fresh: true })
const keeper = executor.kept
let turn: Turn = 'nobody'
let kept = 0
let board = new ProbeBoard(() => undefined)
const settings = { batchSize, epochs: 1, steps: Infinity, shuffle: true, seed: 0, lr: null }
const steps = new TrainingRun(executor, settings, { train, heldOut: null }, () => {
  keeper.clear()
  const keeps = turn === 'kept' || turn === 'every' || board.beforeStep()
  if (!keeps) return 'nothing'
  kept++
  return turn === 'kept' ? 'all' : turn === 'every' ? wires[0]!.view : (board.thumbnailView ?? 'all')
}).units()

const wires = everyProbe(planned.plan, []).filter(hasLane())
const largest = wires.toSorted((a, b) => sizeOf(b) - sizeOf(a))[0]!
const open = wires
  .filter(({ target }) => JSON.stringify(target) === JSON.stringify(largest.target))
  .map((probe): ProbeSubscription => ({
    ...probe,
    id: wires.length + probe.id,
    view: { kind: 'maps', sample: 0, channel: 0, tiles: 32, size: 28 },
    thumbnail: false,
  }))

const results = new Map<Turn, Measured[]>(TURNS.map((each) => [each, []]))
for (let round = -1; round < Number(options.rounds); round++)
  for (const each of TURNS) {
    const measured = take(each)
    // The first round warms up.
    if (round >= 0) results.get(each)!.push(measured)
  }
report()

/** Trains for one turn. */
function take(each: Turn): Measured {
  turn = each
  const frames = new Map<number, number>()
  board = new ProbeBoard((bytes) => {
    const { probe } = decodeFrame(bytes)
    frames.set(probe, (frames.get(probe) ?? 0) + 1)
  })
  const probes = each === 'wires' ? wires : each === 'inspector' ? [...wires, ...open] : []
  board.replace(probes, RATE)
  // First frames are due at once; what is measured is how it goes on.
  if (probes.length > 0) step(probes)
  frames.clear()
  let count = 0
  kept = 0
  const processor = process.cpuUsage()
  const started = performance.now()
  while (performance.now() - started < TURN) {
    step(probes)
    count++
  }
  const wall = performance.now() - started
  const { user, system } = process.cpuUsage(processor)
  const slowest = (some: readonly ProbeSubscription[]): number =>
    some.length === 0 ? 0 : (Math.min(...some.map(({ id }) => frames.get(id) ?? 0)) / wall) * 1000
  const processorMs = (user + system) / 1000 / count
  return {
    wallMs: wall / count,
    processorMs,
    wire: slowest(wires),
    open: slowest(open),
    kept: (kept / wall) * 1000,
  }
}

function step(probes: readonly ProbeSubscription[]): void {
  for (;;) {
    const { value } = steps.next()
    if (value?.kind !== 'step') continue
    if (turn === 'every') lookAtAll(value.point.step)
    else board.afterStep(keeper.hasStep ? executor.look() : null, value.point.step)
    for (const { id } of probes) board.acknowledge([id])
    return
  }
}

function lookAtAll(number: number): void {
  const look = executor.look()
  for (const probe of wires) {
    const { target, direction, id } = probe
    const seen = look.at(target, direction)!
    encodeFrame({ probe: id, direction, step: number, shape: [...seen.shape], ...seen.tell(probe)! })
  }
}

/** Which probes have something to look at: what comes from data has no gradient. */
function hasLane(): (probe: ProbeSubscription) => boolean {
  turn = 'kept'
  steps.next()
  return ({ target, direction }) => executor.look().at(target, direction) !== null
}

function sizeOf({ target }: ProbeSubscription): number {
  return executor
    .look()
    .at(target, 'forward')!
    .shape.reduce((a, b) => a * b, 1)
}

function report(): void {
  const { backend, version, threads } = info
  console.log(
    `${backend} ${version}, ${threads} threads, ${cpus()[0]?.model}; batch ${batchSize}, ${wires.length} lanes`,
  )
  const plain = results.get(TURNS[0]!)!
  const table = TURNS.map((each) => {
    const all = results.get(each)!
    const ratio = (key: 'wallMs' | 'processorMs'): number =>
      median(all.map((measured, round) => measured[key] / plain[round]![key]))
    return {
      turn: each,
      wallMs: median(all.map(({ wallMs }) => wallMs)),
      wallRatio: ratio('wallMs'),
      processorRatio: ratio('processorMs'),
      wireFrames: median(all.map(({ wire }) => wire)),
      openFrames: median(all.map(({ open: frames }) => frames)),
      keptSteps: median(all.map((measured) => measured.kept)),
    }
  })
  for (const row of table)
    console.log(
      `${row.turn.padEnd(10)} ${row.wallMs.toFixed(2).padStart(8)} ms a step, wall × ${row.wallRatio.toFixed(3)}, ` +
        `processor × ${row.processorRatio.toFixed(3)}, wires ${row.wireFrames.toFixed(1)}/s, inspector ${row.openFrames.toFixed(1)}/s, ${row.keptSteps.toFixed(1)} steps kept/s`,
    )
  if (!options.json) return
  const measured: ProbesReport = { batchSize, lanes: wires.length, table }
  const about = { date: new Date().toISOString(), ...info, cpu: cpus()[0]?.model }
  writeFileSync(options.json, `${JSON.stringify({ ...about, ...measured }, null, 2)}\n`)
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}
