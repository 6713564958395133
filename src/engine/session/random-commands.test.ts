import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { MersenneTwister } from '../random/mersenne-twister'
import { newSession } from './session-harness'
import { deepDocument } from './stops.fixture'

beforeAll(async () => {
  await ready()
})

/** Another net of the same kind: dropout of another strength. */
function edited(p: number) {
  const document = deepDocument({ epochs: 1_000_000 })
  const drop = document.modules.Net.nodes.find(({ name }) => name === 'drop')!
  return {
    ...document,
    modules: {
      ...document.modules,
      Net: {
        ...document.modules.Net,
        nodes: document.modules.Net.nodes.map((node) => (node === drop ? { ...drop, params: { p } } : node)),
      },
    },
  }
}

it.each([1, 2, 3])(
  '200 random commands leave one loop that takes one step a turn (seed %i)',
  async (seed) => {
    const random = new MersenneTwister(seed)
    const pick = <T>(list: readonly T[]): T => list[random.uint32() % list.length]!
    const { session, events, stepsATurn } = newSession()
    await session.handle({ kind: 'open', document: edited(0.25) })
    const commands = [
      () => session.handle({ kind: 'train' }),
      () => session.handle({ kind: 'train' }),
      () => session.handle({ kind: 'pause' }),
      () => session.handle({ kind: 'pause' }),
      () => session.handle({ kind: 'step', count: 1 + (random.uint32() % 3) }),
      () =>
        session.handle({
          kind: 'advance',
          unit: pick(['phase', 'node']),
          how: pick(['into', 'over', 'out']),
        }),
      () =>
        session.handle({
          kind: 'runTo',
          path: ['u'],
          place: { kind: 'node', node: 'r' },
          pass: pick(['forward', 'backward']),
        }),
      () => session.handle({ kind: 'open', document: edited(pick([0.25, 0.5])) }),
      () => session.handle({ kind: 'configure', options: { lr: pick([0.01, 0.02]) } }),
      () => session.handle({ kind: 'configure', options: { batchSize: pick([4, 8]) } }),
      () => session.handle({ kind: 'snapshot' }),
      () => nextTurn(),
    ]
    const asked: Promise<unknown>[] = []
    for (let i = 0; i < 200; i++) {
      // A command that waits for training to rest may wait for the next one, which pauses it.
      const answer = pick(commands)()
      asked.push(answer)
      if (random.uint32() % 3 === 0) await Promise.race([answer, nextTurn()])
      if (i % 25 === 24) {
        // From where training stands on: nothing rests before.
        await session.handle({ kind: 'train' })
        expect(await stepsATurn(), `after ${i + 1} commands`).toBe(1)
      }
    }
    await session.handle({ kind: 'stop' })
    expect(await Promise.allSettled(asked)).not.toContainEqual(
      expect.objectContaining({ status: 'rejected' }),
    )
    expect(events.filter(({ kind }) => kind === 'problem')).toEqual([])
  },
)
