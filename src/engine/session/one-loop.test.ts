import { setImmediate as nextTurn, setTimeout as later } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { branched, newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

/** A session that trains for as long as it is let. */
async function training() {
  const { session, stepsATurn } = newSession()
  await session.handle({ kind: 'open', document: branched({ training: { epochs: 1_000_000 } }) })
  await session.handle({ kind: 'train' })
  return { session, stepsATurn }
}

describe('pausing and going on again leaves one loop', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['at once', () => Promise.resolve()],
    [
      'after the microtasks of a command',
      async () => {
        await Promise.resolve()
        await Promise.resolve()
      },
    ],
    ['after a turn', () => nextTurn()],
    ['after a timer', () => later(1)],
  ])('%s', async (_, wait) => {
    const { session, stepsATurn } = await training()
    for (let toggle = 0; toggle < 5; toggle++) {
      await session.handle({ kind: 'pause' })
      await wait()
      await session.handle({ kind: 'train' })
      await wait()
    }
    expect(await stepsATurn()).toBe(1)
    await session.handle({ kind: 'stop' })
  })

  it('also when nobody waits for the answers', async () => {
    const { session, stepsATurn } = await training()
    const asked = Array.from({ length: 5 }, () => [
      session.handle({ kind: 'pause' }),
      session.handle({ kind: 'train' }),
    ])
    await Promise.all(asked.flat())
    expect(await stepsATurn()).toBe(1)
    await session.handle({ kind: 'stop' })
  })
})
