/** A net whose weights are too big for the process channel, in a real engine under supervision. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { digitsDocument, superviseRealEngine } from './real-engine.fixture'

beforeAll(buildProgram, BUILD_PATIENCE)

const running: { close: () => void }[] = []
afterEach(() => running.splice(0).forEach((one) => one.close()))

/** 784 → 400 → 10: 318,010 parameters, 1.3 MB. */
const document = digitsDocument({
  data: { count: 64, held_out: 0, seed: 1 },
  hidden: [['flatten: Flatten'], ['wide: Linear', { out_features: 400 }], ['relu: ReLU']],
  training: {
    optimizer: { type: 'SGD', params: { lr: 0.01, momentum: 0.9 } },
    batch_size: 16,
    epochs: 100_000,
    seed: 3,
  },
})

describe('big weights', () => {
  it('go both ways while training goes on, and leave nothing behind', async () => {
    const { supervisor, until, progress, folder, close } = superviseRealEngine()
    running.push({ close })
    await supervisor.request({ kind: 'open', document })
    await supervisor.request({ kind: 'train' })
    const weights = await supervisor.request({ kind: 'weights' })
    const tensors = readSafetensors(weights)
    expect(tensors.get('wide.weight')?.shape).toEqual([400, 784])
    const seen = progress()?.step ?? 0
    await until(() => (progress()?.step ?? 0) > seen + 3)
    const zeros = new Map(
      [...tensors].map(([name, tensor]) => [
        name,
        { ...tensor, values: new Float32Array(tensor.values.length) },
      ]),
    )
    await supervisor.request({ kind: 'pause' })
    // Commands keep their order behind a file.
    const [report, after] = await Promise.all([
      supervisor.request({ kind: 'loadWeights', weights: writeSafetensors(zeros) }),
      supervisor.request({ kind: 'weights' }),
    ])
    expect(report).toMatchObject({ loaded: true, fitting: 4 })
    expect(readSafetensors(after)).toEqual(zeros)
    const left = readdirSync(folder()).filter((name) => !/^(checkpoint|curves)-/.test(name))
    expect(left).toEqual([])
    const path = folder()
    close()
    expect(existsSync(path)).toBe(false)
  })

  it('come back from the checkpoint before the last, where that one is damaged', async () => {
    const { supervisor, until, progress, logs, folder, kill, close } = superviseRealEngine({
      checkpointMs: 60_000,
    })
    running.push({ close })
    const kept = () => readdirSync(folder()).filter((name) => /^checkpoint-[0-9a-f]+$/.test(name))
    await supervisor.request({ kind: 'open', document })
    await supervisor.request({ kind: 'step', count: 2 })
    await until(() => kept().length === 1)
    const [first] = kept()
    await supervisor.request({ kind: 'step', count: 3 })
    await until(() => kept().length === 2)
    for (const name of kept()) {
      const path = join(folder(), name)
      if (name !== first) writeFileSync(path, readFileSync(path).subarray(0, 1000))
    }
    // The engine answers what was asked before: both checkpoints are known.
    await supervisor.request({ kind: 'snapshot' })
    kill()
    await until(() => logs.length > 1)
    expect(progress()).toMatchObject({ state: 'paused', step: 2 })
    expect(logs[0]).toContain('training is paused at step 2.')
    expect(logs[1]).toContain('The last checkpoint could not be brought back, so the one before it was:')
    await until(() => kept().length === 1)
    expect(kept()).toEqual([first])
  })
})
