/**
 * How long a person waits in the debugger: npx tsx bench/debugger.ts [--graph resources/samples/mnist-cnn.json --rounds 100
 * --edit n7 --to '{"out_features":96}' --json out.json]
 *
 * The engine runs in a process of its own under the supervisor, as a window has it, with both lanes of every wire watched, an
 * inspector open, and a breakpoint on every wire in both passes that looks at each value and never holds. Of each command it tells the
 * median, the 95th percentile and the longest time until it is answered, which for those that move is when the step stands still
 * again. A pause, a stop and a step are asked for while it trains, at random moments. Besides, a node is edited while it trains, and edited back: it tells
 * the time until a step of the new net is told, and the longest without a word in the two seconds after, in which its graph is made, proved and runs for the first time.
 * Build first (`npm run build`).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Breakpoint, EngineCommand, ProbeSubscription } from '../src/engine/protocol'
import type { GraphDocument } from '../src/graph/document/document'
import { parseDocument } from '../src/graph/file/parse'
import { decodeFrame } from '../src/graph/frames/frame'
import { forkEngine } from '../src/main/engine-link/fork-engine'
import { EngineSupervisor } from '../src/main/supervisor/engine-supervisor'

const { values: options } = parseArgs({
  options: {
    graph: { type: 'string', default: 'resources/samples/mnist-cnn.json' },
    rounds: { type: 'string', default: '100' },
    edit: { type: 'string', default: 'n7' },
    to: { type: 'string', default: '{"out_features":96}' },
    json: { type: 'string' },
  },
})

const ENGINE = fileURLToPath(new URL('../out/main/engine.js', import.meta.url))
const ROUNDS = Number(options.rounds)
/** A page draws once in so many milliseconds, and then acknowledges what it drew. */
const PICTURE_MS = 16
const THUMBNAIL = { kind: 'maps', sample: 0, channel: 0, tiles: 9, size: 16 } as const
const INSPECTOR = { kind: 'maps', sample: 0, channel: 0, tiles: 32, size: 64 } as const
/** What the contract allows at the 95th percentile. */
const ALLOWED_MS = 100
/** And of the first step after an edit. */
const EDIT_ALLOWED_MS = 300
/** Edits are fewer than rounds, as each is followed for so long. */
const FOLLOWED_MS = 2000
const EDITS = Math.ceil(ROUNDS / 5)

interface Row {
  command: string
  rounds: number
  median: number
  p95: number
  longest: number
}

const times = new Map<string, number[]>()
const drawn = new Set<number>()
/** How far training is told to be, and when that was. */
const told: { step: number; at: number }[] = []

async function main(): Promise<void> {
  const { document } = parseDocument(readFileSync(options.graph, 'utf8'))
  if (!document) throw new Error(`${options.graph} is no graph.`)
  const supervisor = new EngineSupervisor({
    start: (folder) => forkEngine(ENGINE, 'bench', { folder }),
    onStatus: (status) => {
      if (status.state === 'restarting' || status.state === 'failed') throw new Error(status.message)
    },
    onEvent: (event) => {
      if (event.kind === 'progress') told.push({ step: event.step, at: performance.now() })
    },
    onFrame: (bytes) => drawn.add(decodeFrame(bytes).probe),
    onCheckpoint: () => undefined,
  })
  const page = setInterval(() => {
    if (drawn.size > 0) void supervisor.request({ kind: 'ack', probes: [...drawn] }).catch(() => undefined)
    drawn.clear()
  }, PICTURE_MS)
  try {
    await supervisor.request({ kind: 'open', document })
    await supervisor.request({ kind: 'probes', probes: probesOf(document) })
    for (const watched of [false, true]) {
      await supervisor.request({ kind: 'breakpoints', breakpoints: watched ? breakpointsOf(document) : [] })
      await measure(supervisor, watched ? 'with breakpoints' : 'without')
    }
    await supervisor.request({ kind: 'breakpoints', breakpoints: [] })
    await measureEdits(supervisor, document)
  } finally {
    clearInterval(page)
    supervisor.close()
  }
  report()
}

async function measure(supervisor: EngineSupervisor, name: string): Promise<void> {
  const ask = async (what: string, command: EngineCommand): Promise<void> => {
    const started = performance.now()
    await supervisor.request(command)
    add(`${what}, ${name}`, performance.now() - started)
  }
  // Kernels are raced in the first steps.
  await supervisor.request({ kind: 'step', count: 10 })
  for (let round = 0; round < ROUNDS; round++) {
    await supervisor.request({ kind: 'train' })
    await pause(20 + Math.random() * 80)
    await ask('pause', { kind: 'pause' })
    await ask('step', { kind: 'step' })
    await ask('phase', { kind: 'advance', unit: 'phase' })
    await ask('node, into', { kind: 'advance', unit: 'node', how: 'into', when: 'both' })
    await ask('end of the pass', { kind: 'advance', unit: 'pass' })
    await ask('node, over', { kind: 'advance', unit: 'node', how: 'over', when: 'both' })
    await supervisor.request({ kind: 'train' })
    await pause(20 + Math.random() * 80)
    await ask('stop', { kind: 'stop' })
  }
}

/** A step of the new net is one more than there were when the edit was answered. */
async function measureEdits(supervisor: EngineSupervisor, document: GraphDocument): Promise<void> {
  const other = editedAt(document, options.edit, JSON.parse(options.to) as Record<string, unknown>)
  await supervisor.request({ kind: 'train' })
  for (let edit = 0; edit < EDITS; edit++) {
    await pause(Math.random() * 100)
    const asked = performance.now()
    await supervisor.request({ kind: 'open', document: edit % 2 === 0 ? other : document })
    const before = told.at(-1)!.step
    told.length = 0
    await pause(FOLLOWED_MS)
    const first = told.find(({ step }) => step > before)
    if (!first) throw new Error(`No step came within ${FOLLOWED_MS} ms of an edit.`)
    add('edit, its first step', first.at - asked)
    add('edit, longest silence after that', longestGap(told.filter(({ at }) => at >= first.at)))
  }
  await supervisor.request({ kind: 'pause' })
}

function longestGap(moments: readonly { at: number }[]): number {
  return moments.reduce((most, { at }, i) => Math.max(most, at - (moments[i - 1]?.at ?? at)), 0)
}

function editedAt(document: GraphDocument, node: string, params: Record<string, unknown>): GraphDocument {
  const { main: name, modules } = document
  const nodes = modules[name]!.nodes.map((each) =>
    each.id === node ? { ...each, params: { ...each.params, ...params } } : each,
  )
  return { ...document, modules: { ...modules, [name]: { ...modules[name]!, nodes } } }
}

function add(command: string, milliseconds: number): void {
  times.set(command, [...(times.get(command) ?? []), milliseconds])
}

function wiresOf({ main: name, modules }: GraphDocument): string[] {
  return modules[name]!.edges.map(({ id }) => id)
}

function probesOf(document: GraphDocument): ProbeSubscription[] {
  let id = 0
  const lanes = wiresOf(document).flatMap((edge) =>
    (['forward', 'backward'] as const).map((direction): ProbeSubscription => ({
      id: ++id,
      target: { kind: 'edge', path: [], edge },
      direction,
      view: THUMBNAIL,
      thumbnail: true,
    })),
  )
  const open = lanes.slice(2, 4).map((probe): ProbeSubscription => ({
    ...probe,
    id: ++id,
    view: INSPECTOR,
    thumbnail: false,
  }))
  return [...lanes, ...open]
}

function breakpointsOf(document: GraphDocument): Breakpoint[] {
  return wiresOf(document).flatMap((edge) =>
    (['forward', 'backward'] as const).map((pass): Breakpoint => ({
      id: `${edge} ${pass}`,
      module: document.main,
      place: { kind: 'edge', edge },
      pass,
      condition: 'isnan',
    })),
  )
}

function report(): void {
  const rows = [...times].map(([command, all]): Row => {
    const sorted = all.toSorted((a, b) => a - b)
    const at = (share: number): number =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
    return { command, rounds: all.length, median: at(0.5), p95: at(0.95), longest: sorted.at(-1)! }
  })
  console.log(
    `${options.graph}, ${ROUNDS} rounds, ${cpus().length} × ${cpus()[0]?.model ?? ''}; milliseconds`,
  )
  for (const { command, median, p95, longest } of rows) {
    const allowed = command.startsWith('edit') ? EDIT_ALLOWED_MS : ALLOWED_MS
    console.log(
      `${command.padEnd(36)} median ${median.toFixed(1).padStart(6)}  p95 ${p95.toFixed(1).padStart(6)}  longest ${longest.toFixed(1).padStart(6)}${p95 > allowed ? `  over ${allowed}` : ''}`,
    )
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(rows, null, 2)}\n`)
}

await main()
