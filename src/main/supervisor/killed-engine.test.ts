/** The real engine, ended by force at random moments: what comes back is young enough, and goes on with the same bits. */
import { afterEach, beforeAll, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import { times } from '../../../scripts/testing/test-scale.mjs'
import type { CheckpointReport, EngineEvent } from '../../engine/protocol'
import { digitsDocument, superviseRealEngine } from './real-engine.fixture'

beforeAll(buildProgram, BUILD_PATIENCE)

const running: { close: () => void }[] = []
afterEach(() => running.splice(0).forEach((one) => one.close()))

/** At every second moment it is ended twice in a row: again while, or just after, it is brought back. */
const MOMENTS = times(2)
/** Longest that an engine trains before it is ended, in milliseconds. */
const LONGEST_MS = 6000
/** Steps after a return that are compared with those before. */
const COMPARED = 20
const OLDEST_MS = 5000
/** How old at least events may be when they arrive: they are gathered for 50 ms, and machines are busy. */
const LATE_MS = 500

const document = digitsDocument({
  data: { count: 400, held_out: 40, seed: 1 },
  hidden: [
    ['conv: Conv2d', { out_channels: 8, kernel_size: 3 }],
    ['relu: ReLU'],
    ['flatten: Flatten'],
    ['dropout: Dropout', { p: 0.2 }],
  ],
  training: {
    optimizer: { type: 'Adam', params: { lr: 0.001 } },
    batch_size: 32,
    epochs: 1_000_000,
    seed: 5,
  },
})

it(
  `comes back from ${MOMENTS} deaths at random moments, every second time from two in a row`,
  async () => {
    const seen = new Map<number, { loss: number; time: number }>()
    const compared = { steps: 0, other: [] as number[] }
    let reports: CheckpointReport[] = []
    const { supervisor, until, progress, kill, pid, close } = superviseRealEngine({
      limits: { deaths: 1000, windowMs: 1, firstPauseMs: 1 },
      onEvent: (event: EngineEvent) => {
        if (event.kind !== 'metrics') return
        for (const { step, loss } of event.points) {
          const before = seen.get(step)
          if (before) compared.steps++
          if (before && !Object.is(before.loss, loss)) compared.other.push(step)
          seen.set(step, { loss, time: performance.now() })
        }
      },
    })
    running.push({ close })
    await supervisor.request({ kind: 'open', document })
    await supervisor.request({ kind: 'train' })
    for (let moment = 0; moment < MOMENTS; moment++) {
      await until(() => progress()?.state === 'running' && (progress()?.step ?? 0) > 0)
      // A run as young as its first steps may begin anew; later there is a checkpoint.
      await pause(moment === 0 ? 3000 : Math.random() * LONGEST_MS)
      const dead = [pid()]
      const died = performance.now()
      kill()
      if (moment % 2 === 1) {
        await until(() => !dead.includes(pid()))
        await pause(Math.random() * 2000)
        dead.push(pid())
        kill()
      }
      const { status } = supervisor
      await until(
        () => supervisor.status !== status && supervisor.status.state === 'ready' && !dead.includes(pid()),
      )
      await supervisor.request({ kind: 'snapshot' })
      const { state, step } = progress()!
      expect(state).toBe('paused')
      const age = died - (seen.get(step)?.time ?? -Infinity)
      reports = [...reports, await supervisor.request({ kind: 'checkpoint' })]
      const oldest = Math.max(OLDEST_MS, 100 * Math.max(...reports.map(({ cost }) => cost))) + LATE_MS
      expect(age, `moment ${moment}, step ${step}`).toBeLessThanOrEqual(oldest)
      await supervisor.request({ kind: 'step', count: COMPARED })
      await supervisor.request({ kind: 'train' })
    }
    expect(compared.other).toEqual([])
    expect(compared.steps).toBeGreaterThan(0)
  },
  MOMENTS * 60_000,
)

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
