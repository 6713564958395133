import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

it('tells thousands of short epochs in few events, and all of them', async () => {
  const { session, events, losses, until } = newSession()
  const sample = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
  const document = JSON.parse(readFileSync(sample, 'utf8')) as { training: { epochs: number } }
  document.training.epochs = 1_000_000
  await session.handle({ kind: 'open', document })
  const started = performance.now()
  await session.handle({ kind: 'train' })
  await pause(1000)
  await session.handle({ kind: 'pause' })
  await until('paused')
  const seconds = (performance.now() - started) / 1000
  const epochs = events.flatMap((event) => (event.kind === 'epochs' ? event.points : []))
  expect(epochs.length).toBeGreaterThan(100)
  expect(epochs.map(({ epoch }) => epoch)).toEqual(epochs.map((_, i) => i + 1))
  // A step may have been taken since.
  expect(losses().length - epochs.at(-1)!.step).toBeLessThanOrEqual(1)
  for (const kind of ['metrics', 'epochs', 'progress', 'fit'])
    expect(events.filter((event) => event.kind === kind).length, kind).toBeLessThanOrEqual(22 * seconds + 5)
})
