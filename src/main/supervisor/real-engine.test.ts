import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import type { EngineEvent, Progress } from '../../engine/protocol'
import { engineEntry } from '../engine-link/engine-entry'
import type { EngineStatus } from '../contract'
import { forkEngine } from '../engine-link/fork-engine'
import { EngineSupervisor } from './engine-supervisor'

const SAMPLE = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const engine = engineEntry(new URL('../web/main.ts', import.meta.url).href)

it('TensorFlow killed in the middle of training goes on from its last checkpoint with the same weights', async () => {
  const listeners = new Set<() => void>()
  const logs: string[] = []
  const progress: Progress[] = []
  let pid = 0
  const supervisor = new EngineSupervisor({
    start: (folder) => forkEngine(engine.path, 'net', { execArgv: engine.execArgv, folder }),
    onStatus: (status: EngineStatus) => {
      if (status.state === 'ready') pid = status.pid
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
    process.kill(pid, 'SIGKILL')
    await until(() => logs.length > 0)
    expect(logs).toEqual([
      `The engine stopped unexpectedly (signal SIGKILL). It was started again; training is paused at step ${paused.step}.`,
    ])
    const restored = await supervisor.request({ kind: 'snapshot' })
    expect(restored.progress).toMatchObject({ state: 'paused', step: paused.step, steps: paused.steps })
    expect(await supervisor.request({ kind: 'weights' })).toEqual(weights)

    await supervisor.request({ kind: 'train' })
    await until(() => (progress.at(-1)?.step ?? 0) > paused.step + 20)
    process.kill(pid, 'SIGKILL')
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
