/**
 * Large nets in the command line and in the window: npm run bench:large [-- --models mlp-1.8,resnet-50 --seconds 60 --rounds 2
 * --json out/bench/large.json]
 *
 * Both train the same net in turns, each in processes of its own: `gradwire train`, and the engine under the supervisor as a
 * window has it, with checkpoints and both lanes of every wire of the canvas. It tells steps a second of both, frames a second of a
 * lane, what checkpoints cost, the longest time that nothing was heard, and how long a pause takes to be answered. Build first
 * (`npm run build`).
 */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { forkEngine } from '../src/main/engine-link/fork-engine'
import { EngineSupervisor } from '../src/main/supervisor/engine-supervisor'
import type { EngineEvent, ProbeSubscription } from '../src/engine/protocol'
import { decodeFrame } from '../src/graph/frames/frame'
import { NETS } from './large/nets'
import type { LargeNet } from './large/nets'

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: Object.keys(NETS).join() },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '2' },
    json: { type: 'string', default: fileURLToPath(new URL('../out/bench/large.json', import.meta.url)) },
  },
})
const MEASURED_MS = Number(options.seconds) * 1000
const WARM_UP = { steps: 5, ms: 5000 }
const PAUSES = 5
/** A page draws once in so many milliseconds, and then acknowledges what it drew. */
const PICTURE_MS = 16
/** What the canvas asks for on a wire: `src/renderer/overlay/overlay-loop.ts`. */
const MAPS = { kind: 'maps', sample: 0, channel: 0, tiles: 9, size: 16 } as const

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const PROGRAM = at('../bin/gradwire.mjs')
const ENGINE = at('../out/main/engine.js')

interface Files {
  folder: string
  graph: string
  inputs: string
}

interface Window {
  stepsPerSecond: number
  /** Of the lanes: the middle one, and the one that has the fewest. */
  frames: { median: number; least: number }
  /** Longest time between two words of how far training is. */
  longestSilenceMs: number
  checkpoints: { count: number; bytes: number; costMs: number }
  pauses: { answerMs: number[]; stepMs: number; stepsMore: number }
}

/** When a step was reached. */
interface Reached {
  step: number
  time: number
}

/** Steps a second between the end of the warm-up and the last word. */
class Pace {
  readonly words: Reached[] = []
  private first: Reached | null = null
  private readonly started = performance.now()

  take(step: number): void {
    const time = performance.now()
    if (step < WARM_UP.steps || time - this.started < WARM_UP.ms) return
    this.first ??= { step, time }
    this.words.push({ step, time })
  }

  get ends(): boolean {
    return this.first !== null && performance.now() - this.first.time > MEASURED_MS
  }

  get perSecond(): number {
    const last = this.words.at(-1)
    if (!this.first || !last || last.step === this.first.step) return 0
    return ((last.step - this.first.step) * 1000) / (last.time - this.first.time)
  }

  get longestSilenceMs(): number {
    return this.words.reduce(
      (most, { time }, i) => Math.max(most, time - (this.words[i - 1]?.time ?? time)),
      0,
    )
  }
}

/** `gradwire train` until it was measured. */
async function commandLine({ graph, inputs, folder }: Files): Promise<number> {
  const out = join(folder, 'result.safetensors')
  const child = spawn(
    process.execPath,
    [PROGRAM, 'train', graph, '--inputs', inputs, '--json', '--out', out],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const pace = new Pace()
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { event: string; step?: number }
    if (said.event === 'step' && said.step !== undefined) pace.take(said.step)
    if (pace.ends) break
  }
  // Its engine ends with it.
  child.kill('SIGKILL')
  await ended
  return pace.perSecond
}

/** The engine under the supervisor, looked at as a canvas does. */
async function inWindow(net: LargeNet): Promise<Window> {
  const counts = new Map<number, number>()
  const drawn = new Set<number>()
  const heard = new Set<(event: EngineEvent) => void>()
  const checkpoints: { bytes: number; cost: number }[] = []
  const supervisor = new EngineSupervisor({
    start: (folder) => forkEngine(ENGINE, 'bench', { folder }),
    onStatus: (status) => {
      if (status.state === 'restarting' || status.state === 'failed') throw new Error(status.message)
    },
    onEvent: (event) => heard.forEach((listener) => listener(event)),
    onFrame: (bytes) => {
      const { probe } = decodeFrame(bytes)
      counts.set(probe, (counts.get(probe) ?? 0) + 1)
      drawn.add(probe)
    },
    onCheckpoint: (report) => checkpoints.push(report),
  })
  const page = setInterval(() => {
    if (drawn.size === 0) return
    void supervisor.request({ kind: 'ack', probes: [...drawn] }).catch(() => undefined)
    drawn.clear()
  }, PICTURE_MS)
  try {
    await supervisor.request({ kind: 'open', document: net.document })
    await supervisor.request({ kind: 'useInputs', inputs: net.inputs() })
    await supervisor.request({ kind: 'probes', probes: lanesOf(net) })
    const pace = await measured(supervisor, heard, () => counts.clear())
    const seconds = MEASURED_MS / 1000
    // No gradient flows to data: what never came is no lane.
    const rates = [...counts.values()].map((count) => count / seconds).toSorted((a, b) => a - b)
    return {
      stepsPerSecond: pace.perSecond,
      frames: { median: rates[Math.floor(rates.length / 2)] ?? 0, least: rates[0] ?? 0 },
      longestSilenceMs: pace.longestSilenceMs,
      checkpoints: {
        count: checkpoints.length,
        bytes: checkpoints.at(-1)?.bytes ?? 0,
        costMs: median(checkpoints.map(({ cost }) => cost)),
      },
      pauses: await pausesOf(supervisor, heard, 1000 / pace.perSecond),
    }
  } finally {
    clearInterval(page)
    supervisor.close()
  }
}

type Listeners = Set<(event: EngineEvent) => void>

async function measured(supervisor: EngineSupervisor, heard: Listeners, onBegin: () => void): Promise<Pace> {
  const pace = new Pace()
  const listener = (event: EngineEvent): void => {
    if (event.kind !== 'progress') return
    const before = pace.words.length
    pace.take(event.step)
    if (before === 0 && pace.words.length === 1) onBegin()
  }
  heard.add(listener)
  await supervisor.request({ kind: 'train' })
  while (!pace.ends) await pause(50)
  heard.delete(listener)
  return pace
}

/** How long a pause takes to be answered at random moments, and steps that are taken after it was heard. */
async function pausesOf(
  supervisor: EngineSupervisor,
  heard: Listeners,
  stepMs: number,
): Promise<Window['pauses']> {
  let step = 0
  const listener = (event: EngineEvent): void => {
    if (event.kind === 'progress') step = event.step
  }
  heard.add(listener)
  const answerMs: number[] = []
  let stepsMore = 0
  for (let i = 0; i < PAUSES; i++) {
    await pause(1000 + Math.random() * 2 * stepMs)
    const asked = performance.now()
    await supervisor.request({ kind: 'pause' })
    answerMs.push(performance.now() - asked)
    const answered = step
    await pause(2 * stepMs + 200)
    stepsMore = Math.max(stepsMore, step - answered)
    await supervisor.request({ kind: 'train' })
  }
  heard.delete(listener)
  return { answerMs, stepMs, stepsMore }
}

function lanesOf({ wires }: LargeNet): ProbeSubscription[] {
  return wires.flatMap(({ edge, pictures }, i) =>
    (['forward', 'backward'] as const).map((direction, lane) => ({
      id: 2 * i + lane,
      target: { kind: 'edge' as const, path: [], edge },
      direction,
      view: pictures ? MAPS : { kind: 'numbers' as const },
      thumbnail: true,
    })),
  )
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const folder = mkdtempSync(join(tmpdir(), 'gradwire-large-'))
const table: object[] = []
try {
  for (const name of options.models.split(',')) {
    const make = Object.hasOwn(NETS, name) ? NETS[name] : undefined
    if (!make) throw new Error(`--models: there is no '${name}'. Choose from ${Object.keys(NETS).join(', ')}`)
    const net = make()
    const files = { folder, graph: join(folder, 'graph.json'), inputs: join(folder, 'inputs.safetensors') }
    writeFileSync(files.graph, JSON.stringify(net.document))
    writeFileSync(files.inputs, net.inputs())
    const command: number[] = []
    const windows: Window[] = []
    for (let round = 0; round < Number(options.rounds); round++) {
      command.push(await commandLine(files))
      windows.push(await inWindow(net))
    }
    const alone = median(command)
    const shown = median(windows.map(({ stepsPerSecond }) => stepsPerSecond))
    table.push({ name, title: net.title, commandLine: command, windows, ratio: shown / alone })
    console.log(lineOf(net.title, { alone, shown, windows }))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const report = { date: new Date().toISOString(), cpu: cpus()[0]?.model, cores: cpus().length, options, table }
mkdirSync(dirname(options.json), { recursive: true })
writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
console.log(`Written to ${options.json}`)

function lineOf(
  title: string,
  { alone, shown, windows }: { alone: number; shown: number; windows: Window[] },
): string {
  const [last] = windows.slice(-1)
  const { frames, checkpoints, longestSilenceMs, pauses } = last!
  return [
    title,
    `  command line ${alone.toFixed(2)} steps/s, window ${shown.toFixed(2)}, ratio ${(shown / alone).toFixed(3)}`,
    `  frames a second: ${frames.median.toFixed(1)}, the slowest lane ${frames.least.toFixed(1)}; longest silence ${Math.round(longestSilenceMs)} ms`,
    `  ${checkpoints.count} checkpoints of ${(checkpoints.bytes / 2 ** 20).toFixed(1)} MiB, ${checkpoints.costMs.toFixed(0)} ms each`,
    `  pause answered in ${Math.round(Math.max(...pauses.answerMs))} ms at most (a step takes ${Math.round(pauses.stepMs)} ms), ${pauses.stepsMore} steps after it`,
  ].join('\n')
}
