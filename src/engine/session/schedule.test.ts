/** Metrics and schedules in a session: through pauses, checkpoints and edits. */
import { beforeAll, describe, expect, it } from 'vitest'
import { readSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../index'
import type { EpochPoint } from '../protocol'
import { branched, edge, newSession } from './session-harness'

beforeAll(() => ready())

const SGD = { type: 'SGD', params: { lr: 0.04, momentum: 0.9 } }
const HALVED = { type: 'StepLR', params: { step_size: 1, gamma: 0.5 } }
const CYCLE = { type: 'OneCycleLR', params: { max_lr: 0.1 } }

/** The small net with an accuracy, a matrix and, on the first pixels against themselves, an R². */
function measured(scheduler: object | undefined, { epochs = 3, hidden = 12, k = 3 } = {}) {
  const document = branched({
    hidden,
    training: { optimizer: SGD, epochs, ...(scheduler ? { scheduler } : {}) },
  })
  const { nodes, edges } = document.modules.Net
  const metrics = [
    { id: 'm1', type: 'Accuracy', name: 'hits', params: {} },
    { id: 'm2', type: 'ConfusionMatrix', name: 'taken', params: {} },
    { id: 'm3', type: 'TopK', name: 'top', params: { k } },
  ]
  const wires = metrics.flatMap(({ id }) => [`s>${id}.input`, `d.y>${id}.target`])
  const Net = {
    nodes: [...nodes, ...metrics],
    edges: [...edges, ...wires.map((wire, i) => edge(wire, 100 + i))],
  }
  return { ...document, modules: { Net } }
}

type Run = ReturnType<typeof newSession>

function ratesOf({ events }: Run): number[] {
  return events.flatMap((event) => (event.kind === 'metrics' ? event.points.map(({ lr }) => lr) : []))
}

function epochsOf({ events }: Run): EpochPoint[] {
  return events.flatMap((event) => (event.kind === 'epochs' ? event.points : []))
}

async function trained(document: object): Promise<Run> {
  const run = newSession()
  await run.session.handle({ kind: 'open', document })
  await run.session.handle({ kind: 'train' })
  await run.until('done')
  return run
}

/** 32 samples in batches of 8. */
const perEpoch = <T>(values: T[]): T[] => values.flatMap((value) => [value, value, value, value])

describe('metrics in a session', () => {
  it('count each sample of an epoch once, and those held out apart', async () => {
    const run = await trained(measured(undefined))
    const { metrics } = (await run.session.handle({ kind: 'snapshot' })).opened!
    expect(metrics.map(({ id, name }) => [id, name])).toEqual([
      ['m1', 'hits'],
      ['m2', 'taken'],
      ['m3', 'top'],
    ])
    for (const { metrics: values, heldOutAccuracy } of epochsOf(run)) {
      expect(values['m1']!.heldOut).toBe(heldOutAccuracy)
      const taken = values['m2']!.train as number[][]
      expect(taken.flat().reduce((a, b) => a + b)).toBe(32)
      const diagonal = taken.reduce((sum, row, i) => sum + row[i]!, 0)
      expect(values['m1']!.train).toBeCloseTo(diagonal / 32, 12)
      expect(values['m3']!.train as number).toBeGreaterThanOrEqual(diagonal / 32)
    }
    const { epochs } = await run.session.handle({ kind: 'snapshot' })
    expect(epochs.map(({ metrics: values }) => 'm2' in values)).toEqual([false, false, true])
  })

  it('change neither losses nor weights', async () => {
    const { modules, ...rest } = measured(undefined)
    const plain = { ...rest, modules: { Net: branched().modules.Net } }
    const [a, b] = [await trained({ modules, ...rest }), await trained(plain)]
    expect(a.losses()).toEqual(b.losses())
    expect(await a.session.handle({ kind: 'weights' })).toEqual(await b.session.handle({ kind: 'weights' }))
  })

  it('are written by a single pass, and take no part in its gradients', async () => {
    const run = newSession()
    await run.session.handle({ kind: 'open', document: measured(undefined) })
    const { tensors } = await run.session.handle({ kind: 'run', mode: 'eval', grad: true })
    const file = readSafetensors(tensors)
    expect(file.get('metric/taken')!.shape).toEqual([10, 10])
    expect(Array.from(file.get('metric/taken')!.values).reduce((a, b) => a + b)).toBe(8)
    expect(file.get('metric/hits')!.shape).toEqual([])
    expect([...file.keys()].filter((key) => key.endsWith('/hits'))).toEqual(['metric/hits'])
  })

  it('go on through an edit of another node, and begin anew when they are edited themselves', async () => {
    const run = newSession()
    await run.session.handle({ kind: 'open', document: measured(undefined) })
    await run.session.handle({ kind: 'step', count: 2 })
    await run.session.handle({ kind: 'open', document: measured(undefined, { hidden: 6, k: 4 }) })
    await run.session.handle({ kind: 'train' })
    await run.until('done')
    const [first] = epochsOf(run)
    const counted = (first!.metrics['m2']!.train as number[][]).flat().reduce((a, b) => a + b)
    expect(counted).toBe(32)
    // Two batches of four were counted with the new k.
    expect(((first!.metrics['m3']!.train as number) * 16) % 1).toBe(0)
  })
})

describe('a schedule in a session', () => {
  it('is told with each step, and starts again with each run', async () => {
    const run = await trained(measured(HALVED))
    expect(ratesOf(run)).toEqual(perEpoch([0.04, 0.02, 0.01]))
    await run.session.handle({ kind: 'train' })
    await run.until('running')
    await run.until('done')
    expect(ratesOf(run).slice(12)).toEqual(perEpoch([0.04, 0.02, 0.01]))
  })

  it.each([
    ['each epoch', HALVED],
    ['each step', CYCLE],
    ['with the loss', { type: 'ReduceLROnPlateau', params: { patience: 0, threshold: 0.4 } }],
    ['in cycles', { type: 'CosineAnnealingWarmRestarts', params: { T_0: 1, T_mult: 2 } }],
  ])('that moves %s goes on exactly from a checkpoint in another process', async (_, scheduler) => {
    const document = measured(scheduler)
    const whole = await trained(document)
    const first = newSession()
    await first.session.handle({ kind: 'open', document })
    await first.session.handle({ kind: 'step', count: 6 })
    const { file } = await first.session.handle({ kind: 'checkpoint' })
    const second = newSession()
    await second.session.handle({ kind: 'open', document })
    await second.session.handle({ kind: 'restore', file })
    await second.session.handle({ kind: 'train' })
    await second.until('done')
    expect(ratesOf(second)).toEqual(ratesOf(whole).slice(6))
    expect(second.losses()).toEqual(whole.losses().slice(6))
    expect(epochsOf(second)).toEqual(epochsOf(whole).slice(1))
  })

  it('stays where it was when the network is edited, and through a pause', async () => {
    const run = newSession()
    await run.session.handle({ kind: 'open', document: measured(CYCLE) })
    await run.session.handle({ kind: 'step', count: 5 })
    await run.session.handle({ kind: 'open', document: measured(CYCLE, { hidden: 6 }) })
    await run.session.handle({ kind: 'train' })
    await run.until('done')
    expect(ratesOf(run)).toEqual(ratesOf(await trained(measured(CYCLE))))
  })

  it('begins where it is put into a running net, and ends where it is taken out', async () => {
    const run = newSession()
    await run.session.handle({ kind: 'open', document: measured(undefined) })
    await run.session.handle({ kind: 'step', count: 4 })
    await run.session.handle({ kind: 'open', document: measured(HALVED) })
    await run.session.handle({ kind: 'step', count: 5 })
    await run.session.handle({ kind: 'open', document: measured(undefined) })
    await run.session.handle({ kind: 'step', count: 1 })
    expect(ratesOf(run)).toEqual([...perEpoch([0.04, 0.04]), 0.02, 0.04])
  })

  it('goes on from another learning rate by the same share', async () => {
    const run = newSession()
    await run.session.handle({ kind: 'open', document: measured(HALVED) })
    await run.session.handle({ kind: 'step', count: 5 })
    await run.session.handle({ kind: 'configure', options: { lr: 0.4 } })
    await run.session.handle({ kind: 'step', count: 4 })
    expect(ratesOf(run)).toEqual([...perEpoch([0.04]), 0.02, 0.2, 0.2, 0.2, 0.1])
  })

  it('fills a run that is made longer', async () => {
    const run = newSession()
    await run.session.handle({ kind: 'open', document: measured(CYCLE, { epochs: 1 }) })
    await run.session.handle({ kind: 'step', count: 2 })
    await run.session.handle({ kind: 'configure', options: { epochs: 3 } })
    await run.session.handle({ kind: 'train' })
    await run.until('done')
    expect(ratesOf(run).slice(3)).toEqual(ratesOf(await trained(measured(CYCLE))).slice(3))
  })

  it('is refused where the optimizer has no momentum that it could move', async () => {
    const { session } = newSession()
    const document = branched({ training: { optimizer: { type: 'Adagrad', params: {} }, scheduler: CYCLE } })
    await expect(session.handle({ kind: 'open', document })).rejects.toMatchObject({
      problem: { param: 'scheduler.cycle_momentum' },
    })
  })
})
