import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineEvent } from '../../engine/protocol'
import type { EngineStatus } from '../contract'
import { forkEngine } from '../engine-link/fork-engine'
import { EngineSupervisor } from './engine-supervisor'
import { RestartPolicy } from './restart-policy'

const COUNTING = fileURLToPath(new URL('./counting-engine.fixture.ts', import.meta.url))
const execArgv = ['--import', import.meta.resolve('tsx')]

/** A supervisor over real processes, with everything it says. */
function supervise(envs: Record<string, string>[] = [], deaths = 3) {
  const statuses: EngineStatus[] = []
  const events: EngineEvent[] = []
  const frames: Uint8Array[] = []
  const listeners = new Set<() => void>()
  const heard =
    <T>(list: T[]) =>
    (item: T) => {
      list.push(item)
      for (const listener of listeners) listener()
    }
  let starts = 0
  const supervisor = new EngineSupervisor({
    start: (folder) => forkEngine(COUNTING, 'net', { execArgv, env: envs[starts++] ?? {}, folder }),
    onStatus: heard(statuses),
    onEvent: heard(events),
    onFrame: heard(frames),
    checkpointMs: 20,
    limits: { deaths, windowMs: 60_000, firstPauseMs: 1 },
  })
  running.push(supervisor)
  /** Waits until something that the supervisor says makes this true. */
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return
        listeners.delete(look)
        resolve()
      }
      listeners.add(look)
      look()
    })
  const progress = () => events.filter((event) => event.kind === 'progress').at(-1)
  const log = () => events.flatMap((event) => (event.kind === 'log' ? [event.message] : []))
  const kill = () => {
    const ready = statuses.filter((status) => status.state === 'ready').at(-1)!
    process.kill(ready.pid, 'SIGKILL')
  }
  return { supervisor, statuses, events, frames, until, progress, log, kill, starts: () => starts }
}

const running: EngineSupervisor[] = []
afterEach(() => {
  for (const supervisor of running.splice(0)) supervisor.close()
})

describe('an engine killed while it trains', () => {
  it('is started again and paused at its last checkpoint', async () => {
    const { supervisor, statuses, until, progress, log, kill, events } = supervise()
    await supervisor.request({ kind: 'open', document: 'net' })
    await supervisor.request({ kind: 'train' })
    await until(() => (progress()?.step ?? 0) > 20)
    kill()
    const reached = progress()!.step
    await until(() => log().length > 0)
    expect(progress()).toMatchObject({ state: 'paused' })
    const { step } = progress()!
    expect(step).toBeGreaterThan(0)
    expect(step).toBeLessThanOrEqual(reached + 5)
    expect(log()).toEqual([
      `The engine stopped unexpectedly (signal SIGKILL). It was started again; training is paused at step ${step}.`,
    ])
    expect(statuses.map((status) => status.state)).toEqual(['starting', 'ready', 'restarting', 'ready'])
    const before = events.length
    await supervisor.request({ kind: 'train' })
    // Several may come at once: the first of them tells where it goes on.
    const trained = () => events.slice(before).flatMap((event) => (event.kind === 'progress' ? [event] : []))
    await until(() => progress()!.step > step)
    expect(
      trained()
        .map((event) => event.step)
        .slice(0, 2),
    ).toEqual([step, step + 1])
    expect(trained()[0]).toMatchObject({ state: 'running' })
  })

  it('loses nothing to a second death, while its session is being brought back', async () => {
    const { supervisor, until, progress, log, kill, starts } = supervise([{}, { COUNTING_DIES: 'restore' }])
    await supervisor.request({ kind: 'open', document: 'net' })
    await supervisor.request({ kind: 'train' })
    await until(() => (progress()?.step ?? 0) > 20)
    kill()
    await until(() => log().length > 0)
    expect(starts()).toBe(3)
    expect(progress()).toMatchObject({ state: 'paused' })
    const { step } = progress()!
    expect(step).toBeGreaterThan(0)
    expect(log()).toEqual([
      `The engine stopped unexpectedly (exit code 4). It was started again; training is paused at step ${step}.`,
    ])
  })

  it('loses nothing to four deaths: before it is ready, as it takes its checkpoint, and just after', async () => {
    const dying = ['start', 'snapshot', 'restore'].map((COUNTING_DIES) => ({ COUNTING_DIES }))
    const { supervisor, until, progress, log, kill, starts } = supervise([{}, ...dying], 9)
    await supervisor.request({ kind: 'open', document: 'net' })
    await supervisor.request({ kind: 'train' })
    // Two checkpoints: the last try is with the earlier one.
    await until(() => (progress()?.step ?? 0) > 40)
    kill()
    // Asked while none is up, it waits for the one that lives.
    const { progress: restored } = await supervisor
      .request({ kind: 'snapshot' })
      .catch(() => supervisor.request({ kind: 'snapshot' }))
    expect(starts()).toBe(5)
    expect(restored).toMatchObject({ state: 'paused' })
    expect(restored.step).toBeGreaterThan(0)
    expect(log()).toEqual([
      `The engine stopped unexpectedly (exit code 4). It was started again; training is paused at step ${restored.step}.`,
    ])
  })

  it('does not say that weights are as they were when no checkpoint holds what was loaded', async () => {
    const { supervisor, until, log, kill } = supervise()
    await supervisor.request({ kind: 'open', document: 'net' })
    await supervisor.request({ kind: 'loadWeights', weights: new Uint8Array(8) })
    kill()
    await until(() => log().length > 0)
    expect(log()[0]).toContain('It was started again, but not with what was last loaded or trained')
  })

  it('rejects what was under way, and lets what comes next wait for the new one', async () => {
    const { supervisor, kill, until, statuses } = supervise()
    await supervisor.request({ kind: 'open', document: 'net' })
    kill()
    // The engine is dead, but nobody has noticed yet.
    await expect(supervisor.request({ kind: 'snapshot' })).rejects.toMatchObject({
      engineEnded: true,
      problem: { message: 'The engine process ended by the signal SIGKILL.' },
    })
    await until(() => statuses.at(-1)?.state !== 'ready')
    expect(await supervisor.request({ kind: 'snapshot' })).toMatchObject({ progress: { state: 'ready' } })
  })

  it('keeps what was trained before the last edit', async () => {
    const { supervisor, kill, until, progress, log } = supervise()
    await supervisor.request({ kind: 'open', document: 'first' })
    await supervisor.request({ kind: 'train' })
    await until(() => (progress()?.step ?? 0) > 20)
    await supervisor.request({ kind: 'pause' })
    const { step } = progress()!
    // Long enough for the checkpoint of the pause, which the engine answers in turn.
    await supervisor.request({ kind: 'checkpoint' })
    await supervisor.request({ kind: 'checkpoint' })
    await supervisor.request({ kind: 'open', document: 'second' })
    kill()
    const restored: number[] = []
    await until(() => {
      if (progress()?.state === 'paused') restored.push(progress()!.step)
      return log().length > 0
    })
    // The new engine was given the first graph with its checkpoint, then the second.
    expect(restored).toContain(step)
    expect(progress()).toMatchObject({ state: 'ready' })
    expect(log()[0]).toContain('the weights are as they were')
  })

  it('is asked for the same probes again', async () => {
    const { supervisor, frames, kill, until } = supervise()
    const view = { kind: 'numbers' as const }
    const target = { kind: 'edge' as const, path: [], edge: 'e1' }
    await supervisor.request({ kind: 'probes', probes: [{ id: 7, target, direction: 'forward', view }] })
    await until(() => frames.length === 1)
    kill()
    await until(() => frames.length === 2)
    expect(frames.map((bytes) => new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true))).toEqual([
      7, 7,
    ])
  })
})

describe('an engine that does not live', () => {
  it('is given up after a few deaths, with its own last words and a remedy', async () => {
    const dying = { COUNTING_DIES: 'start' }
    const { supervisor, statuses, starts, until } = supervise([dying, dying, dying])
    const request = supervisor.request({ kind: 'snapshot' })
    await expect(request).rejects.toMatchObject({ problem: { message: 'The engine is not running.' } })
    expect(starts()).toBe(3)
    const failed = statuses.at(-1)!
    expect(failed).toMatchObject({
      state: 'failed',
      remedy: expect.stringContaining('Restart the engine') as string,
    })
    expect((failed as { message: string }).message).toContain('exit code 3. It said: No backend here.')
    supervisor.restart()
    await until(() => statuses.at(-1)?.state === 'ready')
    expect(await supervisor.request({ kind: 'snapshot' })).toMatchObject({ progress: { state: 'idle' } })
  })

  it('because of its session is started empty in the end', async () => {
    const dying = { COUNTING_DIES: 'open' }
    const { supervisor, kill, log, until, starts } = supervise([{}, dying, dying, {}], 9)
    await supervisor.request({ kind: 'open', document: 'net' })
    kill()
    await until(() => log().length > 1)
    expect(starts()).toBe(4)
    expect(log()[0]).toContain('Bringing the session back ended the engine again, so it starts empty.')
    expect(await supervisor.request({ kind: 'snapshot' })).toMatchObject({ progress: { state: 'idle' } })
  })

  it('says why when it refuses the graph that it had', async () => {
    const { supervisor, kill, until, log } = supervise()
    await expect(supervisor.request({ kind: 'open', document: 'refused' })).rejects.toThrow('refused')
    await supervisor.request({ kind: 'open', document: 'net' })
    kill()
    await until(() => log().length > 0)
    expect(log()[0]).toContain('It was started again')
    // A graph that was refused is not what comes back.
    expect(await supervisor.request({ kind: 'snapshot' })).toMatchObject({ progress: { state: 'ready' } })
  })
})

describe('the restart policy', () => {
  it('waits longer after each death and gives up within a window only', () => {
    const policy = new RestartPolicy({ deaths: 4, windowMs: 1000, firstPauseMs: 10 })
    expect([0, 100, 200].map((now) => policy.died(now))).toEqual([10, 20, 40])
    expect(policy.died(300)).toBeNull()
    policy.forget()
    expect([0, 2000, 4000, 6000, 8000].map((now) => policy.died(now))).toEqual([10, 10, 10, 10, 10])
  })
})
