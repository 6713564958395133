/** A session in memory and small graphs for it, for tests. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { onEndOfFile } from './end-of-file.fixture'
import { visitedExecutor } from '../visited/visited-executor'
import { Session } from './session'
import type { SessionHost } from './session'
import type { EngineEvent } from '../protocol'

export interface TestNode {
  id: string
  type: string
  name: string
  params?: Record<string, unknown>
  call?: string
  shared_with?: string
}

/** `a.output>b.input` as an edge; handles may be left out. */
export function edge(text: string, index: number): object {
  const [[source, sourceHandle = 'output'], [target, targetHandle = 'input']] = text
    .split('>')
    .map((end) => end.split('.')) as [[string, string?], [string, string?]]
  return { id: `e${index}`, source, sourceHandle, target, targetHandle }
}

export const DATA = { source: 'digits', count: 40, held_out: 8, seed: 1 }

export function documentOf(nodes: TestNode[], edges: string[], training: object = {}) {
  return {
    format: 'gradwire.graph',
    version: 1,
    main: 'Net',
    modules: { Net: { nodes: nodes.map((node) => ({ params: {}, ...node })), edges: edges.map(edge) } },
    training: {
      optimizer: { type: 'SGD', params: { lr: 0.05, momentum: 0.9 } },
      batch_size: 8,
      epochs: 2,
      seed: 3,
      ...training,
    },
  }
}

/** A small net whose flatten output feeds two layers; by default these have a bias. */
export function branched(
  options: { hidden?: number; bias?: boolean; training?: object; data?: Record<string, unknown> } = {},
) {
  const more = options.bias === false ? { bias: false } : {}
  return documentOf(
    [
      { id: 'd', type: 'Dataset', name: 'data', params: options.data ?? DATA },
      { id: 'p', type: 'AvgPool2d', name: 'pool', params: { kernel_size: 4 }, call: 'functional' },
      { id: 'f', type: 'Flatten', name: 'flatten' },
      { id: 'a', type: 'Linear', name: 'left', params: { out_features: 10, ...more } },
      { id: 'b', type: 'Linear', name: 'right', params: { out_features: options.hidden ?? 12, ...more } },
      { id: 'r', type: 'ReLU', name: 'relu' },
      { id: 'c', type: 'Linear', name: 'last', params: { out_features: 10, ...more } },
      { id: 's', type: 'Add', name: 'sum', call: 'functional' },
      { id: 'l', type: 'CrossEntropyLoss', name: 'loss' },
    ],
    ['d.x>p', 'p>f', 'f>a', 'f>b', 'b>r', 'r>c', 'a>s.input', 'c>s.other', 's>l.input', 'd.y>l.target'],
    options.training,
  )
}

/** Held until the file's tests end: nets that the collector frees between two looks at the memory would count. */
const sessions: Session[] = []
onEndOfFile(() =>
  // One that trains on would take time, and random numbers, from the files that come after.
  Promise.all(sessions.splice(0).map((session) => session.handle({ kind: 'stop' }).catch(() => undefined))),
)

/** Where they leave their checkpoints for each other. */
export const FOLDER = mkdtempSync(join(tmpdir(), 'gradwire-sessions-'))
const removeFolder = (): void => rmSync(FOLDER, { recursive: true, force: true })
onEndOfFile(removeFolder)
// A process that a test starts; Vitest ends its workers without an exit of theirs.
process.on('exit', removeFolder)

/** `more`: what else the host gives. */
export function newSession(executor = visitedExecutor, more: Partial<SessionHost> = {}) {
  mkdirSync(FOLDER, { recursive: true })
  const events: EngineEvent[] = []
  const frames: Uint8Array[] = []
  const waiting = new Set<() => void>()
  const session = new Session({
    info: { backend: 'tensorflow', version: '', threads: 2, oneDnn: false, instructions: [] },
    executor,
    folder: FOLDER,
    event: (event) => {
      events.push(event)
      for (const look of waiting) look()
    },
    frame: (bytes) => frames.push(bytes),
    ...more,
  })
  sessions.push(session)
  const state = () => events.findLast((event) => event.kind === 'progress')?.state
  const until = (wanted: string) =>
    new Promise<void>((done) => {
      const look = () => {
        if (state() !== wanted) return
        waiting.delete(look)
        done()
      }
      waiting.add(look)
      look()
    })
  const taken = async () => (await session.handle({ kind: 'snapshot' })).progress.step
  /** Until training, which takes a step a turn, has taken so many more. */
  const steps = async (count: number) => {
    const wanted = (await taken()) + count
    while ((await taken()) < wanted) await nextTurn()
  }
  /** The most steps that one turn of the event loop took, of twelve; evaluations take turns without one. */
  const stepsATurn = async () => {
    let most = 0
    for (let turn = 0; turn < 12; turn++) {
      const before = await taken()
      await nextTurn()
      most = Math.max(most, (await taken()) - before)
    }
    return most
  }
  const losses = () =>
    events.flatMap((event) => (event.kind === 'metrics' ? event.points.map(({ loss }) => loss) : []))
  return { session, events, frames, state, until, steps, stepsATurn, losses }
}
