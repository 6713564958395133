/** How long the settings of a command hold: those of `train` for its run, those of `configure` for later runs too. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { branched, newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

type Run = ReturnType<typeof newSession>

/** Four steps an epoch, two epochs, learning rate 0.05. */
async function opened(): Promise<Run> {
  const run = newSession()
  await run.session.handle({ kind: 'open', document: branched() })
  return run
}

async function train(run: Run, options: object): Promise<void> {
  await run.session.handle({ kind: 'train', options })
  await run.until('done')
}

function pointsOf({ events }: Run) {
  return events.flatMap((event) => (event.kind === 'metrics' ? event.points : []))
}

describe('settings of a run', () => {
  it('are none of the next one', async () => {
    const run = await opened()
    await train(run, { steps: 3, lr: 0.5 })
    await train(run, { epochs: 1 })
    const points = pointsOf(run)
    expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 1, 2, 3, 4])
    expect(points.map(({ lr }) => lr)).toEqual([0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.05])
  })

  it('hold for a run that begins with a single step in place of an earlier one', async () => {
    const run = await opened()
    await train(run, { steps: 1, lr: 0.5 })
    await run.session.handle({ kind: 'step', count: 2 })
    const { progress } = await run.session.handle({ kind: 'snapshot' })
    expect(progress).toMatchObject({ state: 'paused', step: 2, steps: 8, epochs: 2 })
    expect(pointsOf(run).map(({ lr }) => lr)).toEqual([0.5, 0.05, 0.05])
  })

  it('hold while their run is paused, edited and resumed, and may be changed there', async () => {
    const run = await opened()
    await run.session.handle({ kind: 'train', options: { steps: 100_000, lr: 0.5 } })
    await run.session.handle({ kind: 'pause' })
    await run.session.handle({ kind: 'open', document: branched({ hidden: 7 }) })
    const before = (await run.session.handle({ kind: 'snapshot' })).progress
    expect(before).toMatchObject({ state: 'paused', steps: 100_000 })
    await train(run, { steps: before.step + 2 })
    const { progress } = await run.session.handle({ kind: 'snapshot' })
    expect(progress).toMatchObject({ state: 'done', step: before.step + 2, steps: before.step + 2 })
    expect(pointsOf(run).at(-1)!.lr).toBe(0.5)
  })

  it('come back with a checkpoint and hold there through an edit', async () => {
    const first = await opened()
    await first.session.handle({ kind: 'train', options: { steps: 100_000, lr: 0.5 } })
    await first.session.handle({ kind: 'pause' })
    const second = await opened()
    const { file } = await first.session.handle({ kind: 'checkpoint' })
    await second.session.handle({ kind: 'restore', file })
    await second.session.handle({ kind: 'open', document: branched({ hidden: 7 }) })
    await second.session.handle({ kind: 'step' })
    const { progress } = await second.session.handle({ kind: 'snapshot' })
    expect(progress.steps).toBe(100_000)
    expect(pointsOf(second).at(-1)!.lr).toBe(0.5)
  })

  it('of configure hold for every later run, until a reset', async () => {
    const run = await opened()
    await run.session.handle({ kind: 'configure', options: { epochs: 1, lr: 0.2 } })
    await train(run, { lr: 0.5 })
    await train(run, {})
    await run.session.handle({ kind: 'reset' })
    await train(run, {})
    const points = pointsOf(run)
    expect(points.map(({ step }) => step)).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8])
    expect([...new Set(points.map(({ lr }) => lr))]).toEqual([0.5, 0.2, 0.05])
  })
})
