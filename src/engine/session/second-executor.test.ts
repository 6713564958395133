/** A session asks nothing of who runs the plan but what the interface says: another executor does as well. */
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSafetensors } from '../../graph/formats/safetensors'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import type { ProbeSubscription } from '../protocol'
import { visitedExecutor } from '../visited/visited-executor'
import { PlainExecutor, plainExecutor } from './plain-executor.fixture'
import { newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

const sample = JSON.parse(
  readFileSync(new URL('../../../resources/samples/linear-regression.json', import.meta.url), 'utf8'),
) as { training: object; modules: { Net: { nodes: { id: string; params: object }[] } } }

/** Two batches and a part of one in an epoch, and some held out. */
const document = {
  ...sample,
  training: { ...sample.training, batch_size: 16, epochs: 4 },
  modules: {
    Net: {
      ...sample.modules.Net,
      nodes: sample.modules.Net.nodes.map((node) =>
        node.id === 'n0' ? { ...node, params: { ...node.params, held_out: 5 } } : node,
      ),
    },
  },
}

/** Both lanes of the prediction, and a parameter. */
const LOOKED: Pick<ProbeSubscription, 'target' | 'direction'>[] = [
  { target: { kind: 'edge', path: [], edge: 'e1' }, direction: 'forward' },
  { target: { kind: 'edge', path: [], edge: 'e1' }, direction: 'backward' },
  { target: { kind: 'parameter', path: [], node: 'n1', name: 'weight' }, direction: 'forward' },
]
const PROBES = LOOKED.map((looked, id): ProbeSubscription => ({ id, ...looked, view: { kind: 'numbers' } }))

/** Opens the document with these weights, or gives the ones it begins with. */
async function opened(executor = plainExecutor, weights?: Uint8Array) {
  const run = newSession(executor)
  const answer = await run.session.handle({ kind: 'open', document })
  if (weights) await run.session.handle({ kind: 'loadWeights', weights })
  return { ...run, answer, weights: weights ?? (await run.session.handle({ kind: 'weights' })) }
}
type Run = Awaited<ReturnType<typeof opened>>

/** All that a page is told of a run and its frames, as numbers. */
function toldBy({ events, frames }: Run) {
  return {
    steps: events.flatMap((event) =>
      event.kind === 'metrics' ? event.points.map(({ step, loss, lr }) => [step, loss, lr]) : [],
    ),
    epochs: events.flatMap((event) =>
      event.kind === 'epochs' ? event.points.map((point) => [point.trainLoss, point.heldOutLoss]) : [],
    ),
    curve: events
      .flatMap((event) => (event.kind === 'fit' && event.fit.kind === 'line' ? [event.fit.curve] : []))
      .at(-1),
    states: [...new Set(events.flatMap((event) => (event.kind === 'progress' ? [event.state] : [])))],
    lanes: PROBES.map(({ id }) => {
      const { step, shape, statistics } = frames.map(decodeFrame).findLast((frame) => frame.probe === id)!
      return [step, shape, statistics.mean, statistics.norm, statistics.min, statistics.max]
    }),
  }
}

/** What a person who asks for whole tensors is given. */
function readBy({ session }: Run) {
  return Promise.all(
    LOOKED.map(async (looked) => {
      const { step, shape, values } = await session.handle({ kind: 'tensor', ...looked })
      return { step, shape, values: [...values] }
    }),
  )
}

/** Numbers that agree as far as float32 carries them, lists and records of such. */
function expectNear(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number')
    expect(actual).toBeCloseTo(expected, 5 - Math.ceil(Math.log10(Math.abs(expected) + 1)))
  else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(actual as object)).toEqual(Object.keys(expected))
    for (const [key, value] of Object.entries(expected))
      expectNear((actual as Record<string, unknown>)[key], value)
  } else expect(actual).toEqual(expected)
}

describe('an executor that takes steps as a whole, in plain numbers', () => {
  it('trains, evaluates and shows what the visited pass does', async () => {
    const judge = await opened(visitedExecutor)
    const other = await opened(plainExecutor, judge.weights)
    for (const { session, until } of [judge, other]) {
      await session.handle({ kind: 'probes', probes: PROBES, rate: 60 })
      await session.handle({ kind: 'train' })
      await until('done')
    }
    expectNear(toldBy(other), toldBy(judge))
    expectNear(await readBy(other), await readBy(judge))
    const [mine, theirs] = await Promise.all(
      [other, judge].map(async ({ session }) => {
        const tensors = readSafetensors(await session.handle({ kind: 'result' }))
        return Object.fromEntries([...tensors].map(([name, { values }]) => [name, [...values]]))
      }),
    )
    expectNear(mine, theirs)
  })

  it('says what it can, and is not asked for more', async () => {
    const { session, answer } = await opened()
    const { capabilities } = await session.handle({ kind: 'snapshot' })
    expect(capabilities).toEqual({ way: 'plain', stopInside: false, changeValue: false, captured: true })
    expect(answer.capabilities).toEqual(capabilities)
    const place = { kind: 'node' as const, node: 'n1' }
    const refused = 'As this graph runs now, a training step cannot stop inside.'
    await expect(session.handle({ kind: 'advance', unit: 'node' })).rejects.toThrow(refused)
    await expect(session.handle({ kind: 'runTo', path: [], place })).rejects.toThrow(refused)
    const stop = { id: 'b', module: 'Net', place, pass: 'forward' as const, condition: 'always' }
    await expect(session.handle({ kind: 'breakpoints', breakpoints: [stop] })).rejects.toThrow(refused)
    await session.handle({ kind: 'breakpoints', breakpoints: [] })
    await session.handle({ kind: 'step', count: 2 })
    expect((await session.handle({ kind: 'snapshot' })).progress).toMatchObject({ state: 'paused', step: 2 })
  })

  it('keeps weights and place through an edit, goes on from a checkpoint, and begins anew at a reset', async () => {
    const { session, weights } = await opened()
    await session.handle({ kind: 'step', count: 4 })
    const { file } = await session.handle({ kind: 'checkpoint' })
    await session.handle({ kind: 'open', document: { ...document, meta: { title: 'Edited' } } })
    await session.handle({ kind: 'step', count: 5 })
    const later = await opened()
    await later.session.handle({ kind: 'restore', file })
    await later.session.handle({ kind: 'step', count: 5 })
    expect(await later.session.handle({ kind: 'result' })).toEqual(await session.handle({ kind: 'result' }))
    await session.handle({ kind: 'reset' })
    expect(await session.handle({ kind: 'weights' })).toEqual(weights)
    await expect((await opened(visitedExecutor)).session.handle({ kind: 'restore', file })).rejects.toThrow(
      'The checkpoint is damaged.',
    )
  })

  it('runs once, and is timed apart from the run', async () => {
    const { session } = await opened()
    await session.handle({ kind: 'step', count: 3 })
    const before = await session.handle({ kind: 'weights' })
    const { loss } = await session.handle({ kind: 'run', mode: 'eval', grad: false })
    expect(loss).toBeGreaterThan(0)
    expect((await session.handle({ kind: 'bench', steps: 4 })).ms_per_step.median).toBeGreaterThan(0)
    expect(await session.handle({ kind: 'weights' })).toEqual(before)
  })
})

/** The most things that one list or map holds, of all that is reachable. */
function longest(root: object): number {
  const seen = new Set<object>([root])
  const left: object[] = [root]
  let most = 0
  const meet = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    left.push(value)
  }
  for (let each = left.pop(); each; each = left.pop()) {
    if (ArrayBuffer.isView(each)) continue
    if (Array.isArray(each)) most = Math.max(most, each.length)
    if (each instanceof Map || each instanceof Set) {
      most = Math.max(most, each.size)
      for (const entry of each) meet(entry)
    }
    if (!Array.isArray(each) || typeof each[0] === 'object')
      for (const value of Object.values(each)) meet(value)
  }
  return most
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** Bytes of what is reachable. */
function heap(): number {
  collect()
  return process.memoryUsage().heapUsed
}

describe('a long run', () => {
  it('takes bounded memory, and has every loss exactly in the end', async () => {
    const steps = 160_000
    const made: PlainExecutor[] = []
    const { session, events } = await opened((host) => {
      made.push(new PlainExecutor(host))
      return made[0]!
    })
    await session.handle({ kind: 'configure', options: { steps, epochs: steps } })
    await session.handle({ kind: 'step', count: steps / 4 })
    // What was gathered of the curves is on disk then.
    await session.handle({ kind: 'checkpoint' })
    // This test alone has heard all that was told.
    events.length = 0
    const early = heap()
    await session.handle({ kind: 'step', count: (3 * steps) / 4 })
    // Of the curves so much is gathered where no checkpoint is asked for.
    expect(longest(session)).toBeLessThan(110_000)
    await session.handle({ kind: 'checkpoint' })
    events.length = 0
    // Curves are thinned to between half of what they may hold and all of it. A point a step would be above 20 MB.
    expect(heap() - early).toBeLessThan(6 * 2 ** 20)
    expect(made[0]!.taken).toBe(steps)
    expect(longest(session)).toBeLessThan(20_001)
    const { values } = readSafetensors(await session.handle({ kind: 'result' })).get('loss_curve')!
    expect(values).toHaveLength(steps)
    const { metrics } = await session.handle({ kind: 'snapshot' })
    expect(metrics.length).toBeLessThan(20_001)
    for (const { step, loss } of metrics) expect(values[step - 1]).toBe(Math.fround(loss))
  })
})
