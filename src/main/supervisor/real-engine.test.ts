import { readFile } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import type { EngineEvent, Progress } from '../../engine/protocol'
import { engineEntry } from '../engine-link/engine-entry'
import type { EngineStatus } from '../contract'
import { forkEngine } from '../engine-link/fork-engine'
import { EngineSupervisor } from './engine-supervisor'

const SAMPLE = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const engine = engineEntry(new URL('../../../out/main/web.js', import.meta.url).href)

beforeAll(buildProgram, BUILD_PATIENCE)

/** A supervisor over the real engine, with what it says. */
function supervised() {
  const listeners = new Set<() => void>()
  const logs: string[] = []
  const progress: Progress[] = []
  const engineNow = { pid: 0 }
  const supervisor = new EngineSupervisor({
    start: (folder) => forkEngine(engine.path, 'net', { execArgv: engine.execArgv, folder }),
    onStatus: (status: EngineStatus) => {
      if (status.state === 'ready') engineNow.pid = status.pid
    },
    onEvent: (event: EngineEvent) => {
      if (event.kind === 'progress') progress.push(event)
      if (event.kind === 'log' && event.level === 'error') logs.push(event.message)
      for (const listener of listeners) listener()
    },
    onFrame: () => undefined,
    checkpointMs: 50,
  })
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => void (condition() && resolve())
      listeners.add(look)
      look()
    })
  const kill = () => process.kill(engineNow.pid, 'SIGKILL')
  return { supervisor, progress, logs, until, kill }
}

it('TensorFlow killed in the middle of training goes on from its last checkpoint with the same weights', async () => {
  const { supervisor, progress, logs, until, kill } = supervised()
  try {
    const document: unknown = JSON.parse(await readFile(SAMPLE, 'utf8'))
    await supervisor.request({ kind: 'open', document })
    await supervisor.request({ kind: 'train', options: { epochs: 100_000 } })
    await until(() => (progress.at(-1)?.step ?? 0) > 5)
    await supervisor.request({ kind: 'pause' })
    await until(() => progress.at(-1)?.state === 'paused')
    const paused = progress.at(-1)!
    const weights = await supervisor.request({ kind: 'weights' })
    // Written after the checkpoint that the pause brought.
    await supervisor.request({ kind: 'checkpoint' })
    kill()
    await until(() => logs.length > 0)
    expect(logs).toEqual([
      `The engine stopped unexpectedly (signal SIGKILL). It was started again; training is paused at step ${paused.step}.`,
    ])
    const restored = await supervisor.request({ kind: 'snapshot' })
    expect(restored.progress).toMatchObject({ state: 'paused', step: paused.step, steps: paused.steps })
    expect(await supervisor.request({ kind: 'weights' })).toEqual(weights)

    await supervisor.request({ kind: 'train' })
    await until(() => (progress.at(-1)?.step ?? 0) > paused.step + 20)
    kill()
    await until(() => logs.length > 1)
    expect(logs[1]).toMatch(/training is paused at step \d+\.$/)
    await supervisor.request({ kind: 'train' })
    const { step } = (await supervisor.request({ kind: 'snapshot' })).progress
    await until(() => (progress.at(-1)?.step ?? 0) > step)
    expect(progress.at(-1)!.state).not.toBe('failed')
  } finally {
    supervisor.close()
  }
})

it("an engine that dies while training is stopped inside a step comes back paused at the step's begin", async () => {
  const { supervisor, progress, logs, until, kill } = supervised()
  try {
    const document: unknown = JSON.parse(await readFile(SAMPLE, 'utf8'))
    await supervisor.request({ kind: 'open', document })
    const place = { kind: 'node', node: 'n2' } as const
    const breakpoint = { id: 'b', module: 'Net', place, pass: 'backward', condition: 'every 5' } as const
    await supervisor.request({ kind: 'breakpoints', breakpoints: [breakpoint] })
    await supervisor.request({ kind: 'train' })
    await until(() => progress.at(-1)?.state === 'stopped')
    expect(progress.at(-1)).toMatchObject({ step: 4 })
    // Two steps more, from node to node: nothing runs on the way.
    await supervisor.request({ kind: 'step', count: 2 })
    while (progress.at(-1)!.step < 8) await supervisor.request({ kind: 'advance', unit: 'node' })
    await supervisor.request({ kind: 'advance', unit: 'phase' })
    await supervisor.request({ kind: 'advance', unit: 'phase' })
    expect(progress.at(-1)).toMatchObject({ state: 'stopped', step: 8 })
    const weights = await supervisor.request({ kind: 'weights' })
    await supervisor.request({ kind: 'checkpoint' })
    kill()
    await until(() => logs.length > 0)
    const { progress: restored, stop } = await supervisor.request({ kind: 'snapshot' })
    expect([restored.state, restored.step, stop]).toEqual(['paused', 8, null])
    expect(await supervisor.request({ kind: 'weights' })).toEqual(weights)
    // The breakpoints are there again.
    await supervisor.request({ kind: 'train' })
    await until(() => progress.at(-1)?.state === 'stopped')
    expect(progress.at(-1)).toMatchObject({ step: 9 })
  } finally {
    supervisor.close()
  }
})
