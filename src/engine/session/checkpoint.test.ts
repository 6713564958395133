/** Checkpoints as files: their size, the curves beside them, and what is damaged. */
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { optimizerDefinitions } from '../../graph/training/optimizers'
import { backend, ready } from '../backend/index'
import { raceWinners, setRaceWinners } from '../ops/fastest'
import type { CheckpointReport, EngineEvent } from '../protocol'
import { readCheckpoint } from './checkpoint'
import { branched, FOLDER, newSession } from './session-harness'

const regression: unknown = JSON.parse(
  readFileSync(new URL('../../../resources/samples/linear-regression.json', import.meta.url), 'utf8'),
)
const pathOf = (file: string): string => join(FOLDER, file)

beforeAll(() => ready())

/** A session that has taken so many steps, and its checkpoint. */
async function trained(document: unknown, steps: number) {
  const made = newSession()
  await made.session.handle({ kind: 'open', document, fresh: true })
  await made.session.handle({ kind: 'configure', options: { epochs: 10 * times(2000) } })
  await made.session.handle({ kind: 'step', count: steps })
  return { ...made, report: await made.session.handle({ kind: 'checkpoint' }) }
}

async function restored(document: unknown, { file }: CheckpointReport) {
  const made = newSession()
  await made.session.handle({ kind: 'open', document })
  await made.session.handle({ kind: 'restore', file })
  return made
}

const warnings = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'log' && event.level === 'warning' ? [event.message] : []))

describe('a checkpoint', () => {
  it('has the same size after 10 steps and after thousands, with exact curves beside it', async () => {
    const steps = times(2000)
    const { session, report: early } = await trained(regression, 10)
    await session.handle({ kind: 'step', count: steps - 10 })
    const report = await session.handle({ kind: 'checkpoint' })
    expect(report).toMatchObject({ step: steps, curves: early.curves })
    // Only the digits of its numbers.
    expect(Math.abs(report.bytes - early.bytes)).toBeLessThan(64)
    const { metrics, epochs } = await session.handle({ kind: 'snapshot' })
    const again = await restored(regression, report)
    expect(await again.session.handle({ kind: 'snapshot' })).toMatchObject({ metrics, epochs })
    expect(await again.session.handle({ kind: 'result' })).toEqual(await session.handle({ kind: 'result' }))
    // The earlier one finds its part of the same curves.
    const before = await restored(regression, early)
    expect((await before.session.handle({ kind: 'snapshot' })).metrics).toEqual(metrics.slice(0, 10))
  })

  it('goes on in the curves that it stood in: what came later is taken again', async () => {
    const first = await trained(branched(), 4)
    await first.session.handle({ kind: 'step', count: 7 })
    const late = await first.session.handle({ kind: 'checkpoint' })
    const second = await restored(branched(), first.report)
    await second.session.handle({ kind: 'step', count: 3 })
    const report = await second.session.handle({ kind: 'checkpoint' })
    expect(report.curves).toBe(late.curves)
    const { metrics } = await second.session.handle({ kind: 'snapshot' })
    const third = await restored(branched(), report)
    expect((await third.session.handle({ kind: 'snapshot' })).metrics).toEqual(metrics)
  })

  it('of before a reset and the one after it change places in one session', async () => {
    const { session, until, state } = newSession()
    await session.handle({ kind: 'open', document: branched(), fresh: true })
    await session.handle({ kind: 'train' })
    await until('done')
    const look = async () => {
      const { progress, metrics, epochs } = await session.handle({ kind: 'snapshot' })
      return { progress, metrics, epochs, weights: await session.handle({ kind: 'weights' }) }
    }
    const keep = async () => (await session.handle({ kind: 'checkpoint' })).file
    const [before, beforeFile] = [await look(), await keep()]
    await session.handle({ kind: 'reset' })
    const [fresh, freshFile] = [await look(), await keep()]
    expect(fresh.weights).not.toEqual(before.weights)
    await session.handle({ kind: 'restore', file: beforeFile })
    expect(state()).toBe('done')
    expect(await look()).toEqual(before)
    await session.handle({ kind: 'restore', file: freshFile })
    expect(state()).toBe('ready')
    expect(await look()).toEqual(fresh)
  })

  it('of a run that was stopped has its curves too, which come back with its weights after a reset', async () => {
    const { session } = await trained(branched(), 3)
    await session.handle({ kind: 'stop' })
    const curves = async () => (await session.handle({ kind: 'snapshot' })).metrics
    const [before, { file }] = [await curves(), await session.handle({ kind: 'checkpoint' })]
    expect(before).toHaveLength(3)
    await session.handle({ kind: 'reset' })
    expect(await curves()).toEqual([])
    await session.handle({ kind: 'restore', file })
    expect(await curves()).toEqual(before)
  })

  it('holds what was when its turn came, though training goes on while it is written', async () => {
    const document = branched({ hidden: 700, training: { optimizer: { type: 'Adam', params: {} } } })
    const first = await trained(document, 2)
    const weights = await first.session.handle({ kind: 'weights' })
    const asked = first.session.handle({ kind: 'checkpoint' })
    await first.session.handle({ kind: 'step', count: 3 })
    const second = await restored(document, await asked)
    expect(await second.session.handle({ kind: 'weights' })).toEqual(weights)
    expect(await first.session.handle({ kind: 'weights' })).not.toEqual(weights)
  })

  it.each(optimizerDefinitions.map(({ type }) => type))(
    'goes on with %s as if it had never stopped',
    async (type) => {
      const document = branched({ bias: type !== 'Muon', training: { optimizer: { type, params: {} } } })
      const first = await trained(document, 5)
      const second = await restored(document, first.report)
      for (const { session } of [first, second]) await session.handle({ kind: 'step', count: 4 })
      expect(await second.session.handle({ kind: 'weights' })).toEqual(
        await first.session.handle({ kind: 'weights' }),
      )
    },
  )

  it('is safetensors that other programs read', async () => {
    const { report, session } = await trained(branched(), 2)
    const tensors = readSafetensors(readFileSync(pathOf(report.file)))
    const weights = readSafetensors(await session.handle({ kind: 'weights' }))
    const { executor } = readCheckpoint(readFileSync(pathOf(report.file)))
    const { modules } = executor.state as { modules: string[] }
    expect([...tensors.keys()]).toContain('weights.1.weight')
    expect(executor.tensors.get(`weights.${modules.indexOf('a')}.weight`)).toEqual(weights.get('left.weight'))
  })

  it('brings the winners of the race of kernels along', async () => {
    const { report } = await trained(branched(), 1)
    setRaceWinners({ 'a race of this test': 1 })
    const { report: later } = await trained(branched(), 1)
    setRaceWinners({ 'a race of this test': 0 })
    await restored(branched(), report)
    expect(raceWinners()).toMatchObject({ 'a race of this test': 0 })
    await restored(branched(), later)
    expect(raceWinners()).toMatchObject({ 'a race of this test': 1 })
  })

  it('says so where it was computed with another number of threads', async () => {
    const { report } = await trained(branched(), 1)
    const text = readFileSync(pathOf(report.file)).toString('latin1')
    const own = String(backend.threads)
    const other = '9'.repeat(own.length)
    writeFileSync(
      pathOf(report.file),
      Buffer.from(text.replace(`\\"threads\\":${own}`, `\\"threads\\":${other}`), 'latin1'),
    )
    const { events } = await restored(branched(), report)
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'log',
        level: 'info',
        message: `This was computed with ${other} threads, and goes on with ${own}: numbers differ in their last digits.`,
      }),
    )
  })

  it('comes back without its curves where they are gone, and says so', async () => {
    const { report, session } = await trained(branched(), 3)
    rmSync(pathOf(report.curves!))
    const again = await restored(branched(), report)
    expect(warnings(again.events)).toEqual([
      expect.stringMatching(/^The curves of this run cannot be read: .*They begin anew\.$/) as string,
    ])
    expect((await again.session.handle({ kind: 'snapshot' })).progress).toMatchObject({
      step: 3,
      state: 'paused',
    })
    expect(await again.session.handle({ kind: 'weights' })).toEqual(await session.handle({ kind: 'weights' }))
  })

  it('that is damaged is refused, and leaves the session as it was', async () => {
    const { report, session } = await trained(branched(), 2)
    const bytes = readFileSync(pathOf(report.file))
    const weights = await session.handle({ kind: 'weights' })
    const cases: [Uint8Array, string][] = [
      [bytes.subarray(0, bytes.length - 8), 'lies outside the file'],
      [
        Buffer.from(bytes.toString('latin1').replace('\\"position\\"', '\\"pasition\\"'), 'latin1'),
        'damaged',
      ],
      [writeSafetensors(new Map()), 'not a checkpoint of this version'],
      [Buffer.from('no tensors at all'), 'not a checkpoint of this version'],
    ]
    for (const [damaged, message] of cases) {
      writeFileSync(pathOf(report.file), damaged)
      await expect(session.handle({ kind: 'restore', file: report.file })).rejects.toThrow(message)
    }
    expect(await session.handle({ kind: 'weights' })).toEqual(weights)
    await expect(session.handle({ kind: 'restore', file: '../../etc/passwd' })).rejects.toThrow()
  })

  it('leaves no unfinished file, and a run that is thrown away no curves that nobody knows', async () => {
    const { session } = await trained(branched(), 3)
    await session.handle({ kind: 'reset' })
    await session.handle({ kind: 'step', count: 2 })
    const report = await session.handle({ kind: 'checkpoint' })
    expect(readdirSync(FOLDER).filter((name) => name.endsWith('.part'))).toEqual([])
    expect(statSync(pathOf(report.curves!)).size).toBeGreaterThan(0)
    expect(statSync(pathOf(report.file)).size).toBe(report.bytes)
  })
})
