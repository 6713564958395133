/**
 * A process that speaks the engine's protocol and counts steps: it dies where a test wants it to.
 *
 * The environment variable COUNTING_DIES names the moment: `start`, or the kind of a command. COUNTING_STEP is what it says that a step takes, in
 * milliseconds; then it has two threads of TensorFlow's, or as many as TF_NUM_INTRAOP_THREADS says. COUNTING_REFUSES makes it refuse every
 * checkpoint. Its weights are a number, which `loadWeights` changes.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type {
  CheckpointReport,
  EngineCommand,
  EngineCommandKind,
  EngineMessage,
  EngineReport,
  EngineRequest,
  Progress,
  Snapshot,
} from '../../engine/protocol'

const folder = process.argv[3]!
const { COUNTING_DIES: dies, COUNTING_STEP: step, TF_NUM_INTRAOP_THREADS: threads = '2' } = process.env
let progress: Progress = { state: 'idle', step: 0, steps: 1000, epoch: 0, epochs: 1, stepsPerEpoch: 1000 }
let document: unknown = null
let weights = 0
let timer: NodeJS.Timeout | undefined

type Handlers = { [K in EngineCommandKind]?: (command: Extract<EngineCommand, { kind: K }>) => unknown }

const handlers: Handlers = {
  open(command) {
    if (command.document === 'refused') throw new Error('This graph is refused.')
    document = command.document
    if (command.fresh) weights = 0
    tell({ state: 'ready', step: 0 })
    const capabilities = { way: 'visited', stopInside: false, changeValue: false, captured: false }
    return { print: '', parameters: [], metrics: [], kept: [], initialised: [], capabilities }
  },
  train() {
    tell({ state: 'running' })
    timer = setInterval(() => tell({ state: 'running', step: progress.step + 1 }), 5)
  },
  reset() {
    weights = 0
    tell({ state: 'ready', step: 0 })
  },
  pause() {
    clearInterval(timer)
    tell({ state: 'paused' })
  },
  checkpoint() {
    const file = `checkpoint-${randomBytes(12).toString('hex')}`
    const text = JSON.stringify({ document, weights, step: progress.step })
    writeFileSync(join(folder, file), text)
    return { file, curves: null, step: progress.step, bytes: text.length, cost: 0 } satisfies CheckpointReport
  },
  restore(command) {
    const kept = JSON.parse(readFileSync(join(folder, command.file), 'utf8')) as {
      document: unknown
      weights: number
      step: number
    }
    if (process.env.COUNTING_REFUSES || !isDeepStrictEqual(kept.document, document))
      throw new Error('This checkpoint is of another graph.')
    ;({ weights } = kept)
    tell({ state: 'paused', step: kept.step })
  },
  loadWeights(command) {
    weights = command.weights[0]!
    return { loaded: true }
  },
  weights: () => Uint8Array.of(weights),
  snapshot: () =>
    ({
      progress,
      metrics: [],
      epochs: [],
      fit: null,
      changes: [],
      opened: null,
      capabilities: { way: 'visited', stopInside: false, changeValue: false, captured: false },
      stop: null,
      hits: {},
      notFinite: null,
      byHand: false,
      way: null,
    }) satisfies Snapshot,
  probes(command) {
    for (const { id } of command.probes) frame(id)
  },
  ack: ({ probes }) => probes.forEach(frame),
  trial: () => ({ ms: step === 'none' ? null : Number(step) }),
}

if (dies === 'start') {
  process.stderr.write('No backend here.\n')
  process.exit(3)
}
process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, command }: EngineRequest) => {
  if (dies === command.kind) process.exit(4)
  try {
    send({ kind: 'response', id, ok: true, result: carryOut(command) })
  } catch (error) {
    send({ kind: 'response', id, ok: false, problem: { message: (error as Error).message } })
  }
})
send({
  kind: 'event',
  event: {
    kind: 'ready',
    pid: process.pid,
    backend: step === undefined ? 'counting' : 'tensorflow',
    version: '1',
    threads: step === undefined ? 1 : Number(threads),
    oneDnn: false,
    instructions: [],
  },
})

function carryOut(command: EngineCommand): unknown {
  const handler = handlers[command.kind] as ((command: EngineCommand) => unknown) | undefined
  return handler?.(command) ?? null
}

function tell(change: Partial<Progress>): void {
  progress = { ...progress, ...change }
  send({ kind: 'event', event: { kind: 'progress', ...progress } })
}

/** As much of a frame as a host looks at: the probe's number. */
function frame(probe: number): void {
  const bytes = new Uint8Array(64)
  new DataView(bytes.buffer).setUint32(4, probe, true)
  send({ kind: 'frame', bytes })
}

function send(report: EngineReport): void {
  process.send?.({ ...report, documentId: process.argv[2]! } satisfies EngineMessage)
}
