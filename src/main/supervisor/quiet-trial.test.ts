import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { EngineEvent } from '../../engine/protocol'
import type { EngineStatus } from '../contract'
import { forkEngine } from '../engine-link/fork-engine'
import { EngineSupervisor } from './engine-supervisor'

const COUNTING = fileURLToPath(new URL('./counting-engine.fixture.ts', import.meta.url))
const execArgv = ['--import', import.meta.resolve('tsx')]
const QUIET_MS = 30
const NET = { main: { nodes: [{ type: 'Linear' }] }, training: { batch_size: 8 } }

type Ready = Extract<EngineStatus, { state: 'ready' }>

const running: EngineSupervisor[] = []
// Whoever runs the tests may have chosen a number.
beforeEach(() => void vi.stubEnv('TF_NUM_INTRAOP_THREADS', undefined))
afterEach(() => {
  vi.unstubAllEnvs()
  for (const supervisor of running.splice(0)) supervisor.close()
})

/** A supervisor of engines whose steps take so many milliseconds with two threads, and with one, as they say. */
function supervised(together: string, alone: string, quietMs = QUIET_MS, others = {}) {
  const statuses: EngineStatus[] = []
  const log: string[] = []
  const pids: number[] = []
  const supervisor = new EngineSupervisor({
    start: (folder, env) => {
      const step = env.TF_NUM_INTRAOP_THREADS === '1' ? alone : together
      const transport = forkEngine(COUNTING, 'net', {
        execArgv,
        folder,
        env: { COUNTING_STEP: step, ...others, ...env },
      })
      pids.push(transport.pid!)
      return transport
    },
    onStatus: (status) => statuses.push(status),
    onEvent: (event: EngineEvent) => event.kind === 'log' && log.push(event.message),
    onFrame: () => undefined,
    quietMs,
  })
  running.push(supervisor)
  const now = (): Ready | undefined => statuses.findLast((status) => status.state === 'ready')
  const has = (threads: number) =>
    vi.waitFor(
      () => {
        expect(supervisor.status).toMatchObject({ state: 'ready', threads })
      },
      { timeout: 20_000 },
    )
  const open = (document: unknown = NET) => supervisor.request({ kind: 'open', document, fresh: true })
  return { supervisor, log, pids, now, has, open }
}

/** Long enough that a trial would have begun. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 10 * QUIET_MS))
const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('a net that one thread trains quicker gets an engine with one before it is trained, with the weights that were loaded', async () => {
  const { supervisor, log, pids, now, has, open } = supervised('4', '3')
  await open()
  await supervisor.request({ kind: 'loadWeights', weights: Uint8Array.of(7), mode: 'strict' })
  await has(1)
  expect(now()!.because).toBe('One thread trains this net quicker: a step takes 3.00 ms instead of 4.00.')
  expect(log).toEqual([now()!.because])
  expect([...(await supervisor.request({ kind: 'weights' }))]).toEqual([7])
  // The one that was opened first, and the one with two threads that was timed, have ended.
  await vi.waitFor(() => expect(pids.filter(lives)).toEqual([now()!.pid]))
  expect(pids).toHaveLength(3)
})

it('what cannot be given to the other engine is told', async () => {
  const { supervisor, log, has, open } = supervised('4', '3', QUIET_MS, { COUNTING_REFUSES: '1' })
  await open()
  await supervisor.request({ kind: 'loadWeights', weights: Uint8Array.of(7), mode: 'strict' })
  await has(1)
  expect(log.join(' ')).toContain('the session could not be brought back')
})

it('an engine with one thread that dies is started again with one', async () => {
  const { supervisor, pids, now, has, open } = supervised('4', '3')
  await open()
  await has(1)
  const { pid, because } = now()!
  process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(pids).toHaveLength(4), { timeout: 10_000 })
  await supervisor.request({ kind: 'snapshot' })
  expect(now()).toMatchObject({ threads: 1, because, pid: pids[3] })
})

it('all threads stay where one is no quicker, and nobody is told', async () => {
  const { log, pids, now, has, open } = supervised('4', '4')
  await open()
  await vi.waitFor(() => expect(pids).toHaveLength(3), { timeout: 10_000 })
  await vi.waitFor(() => expect(pids.filter(lives)).toEqual([pids[0]]), { timeout: 10_000 })
  await has(2)
  expect(now()!.because).toBeNull()
  expect(log).toEqual([])
})

it('no engine is started beside where a run is not worth it, or once a run has begun', async () => {
  const short = supervised('none', 'none')
  await short.open()
  const trained = supervised('4', '3')
  await trained.open()
  await trained.supervisor.request({ kind: 'train' })
  await trained.supervisor.request({ kind: 'pause' })
  await trained.supervisor.request({ kind: 'configure', options: { epochs: 9 } })
  await quiet()
  expect(short.pids).toHaveLength(1)
  expect(trained.pids).toHaveLength(1)
})

it('Train ends what is being timed, and goes on with the engine that there is', async () => {
  const { supervisor, pids, now, open } = supervised('4', '3')
  await open()
  await vi.waitFor(() => expect(pids).toHaveLength(2), { timeout: 10_000 })
  await supervisor.request({ kind: 'train' })
  await vi.waitFor(() => expect(pids.filter(lives)).toEqual([pids[0]]), { timeout: 10_000 })
  expect(now()).toMatchObject({ threads: 2, pid: pids[0] })
})

it('a net that is edited a little keeps its threads, and another net that is trained at once gets all', async () => {
  const { supervisor, pids, has, open } = supervised('4', '3')
  await open()
  await has(1)
  await supervisor.request({ kind: 'open', document: { ...NET, name: 'edited' } })
  await quiet()
  expect(pids).toHaveLength(3)
  await supervisor.request({ kind: 'open', document: { ...NET, main: { nodes: [{ type: 'Conv2d' }] } } })
  await supervisor.request({ kind: 'train' })
  await has(2)
  expect((await supervisor.request({ kind: 'snapshot' })).progress.state).toBe('running')
})

it('what was trained and may be come back to keeps its number of threads', async () => {
  const { supervisor, pids, open } = supervised('4', '3', 500)
  await open()
  await supervisor.request({ kind: 'train' })
  await vi.waitFor(async () =>
    expect((await supervisor.request({ kind: 'snapshot' })).progress.step).toBeGreaterThan(0),
  )
  await supervisor.request({ kind: 'pause' })
  await supervisor.request({ kind: 'checkpoint' })
  await supervisor.request({ kind: 'reset' })
  await new Promise((resolve) => setTimeout(resolve, 1200))
  expect(pids).toHaveLength(1)
})
