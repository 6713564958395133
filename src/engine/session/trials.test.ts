import { beforeAll, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { branched, newSession } from './session-harness'
import { pays } from './trials'

beforeAll(async () => {
  await ready()
})

it('a trial pays for steps that are neither short nor long, in a run that takes a minute', () => {
  expect(pays(100_000, 1)).toBe(true)
  expect(pays(10_000, 1)).toBe(false)
  expect(pays(10_000_000, 0.1)).toBe(false)
  expect(pays(100_000, 100)).toBe(false)
})

it('nothing is left of a trial, whether it pays or not', async () => {
  const trained = async (milliseconds: number | null) => {
    const { session, until } = newSession()
    await session.handle({ kind: 'open', document: branched({ hidden: 300 }), fresh: true })
    if (milliseconds !== null) {
      const { ms } = await session.handle({ kind: 'trial', milliseconds, options: { steps: 10_000_000 } })
      expect(ms === null || ms > 0).toBe(true)
      // It goes on with the steps that there are.
      await session.handle({ kind: 'trial', milliseconds })
    }
    await session.handle({ kind: 'train' })
    await until('done')
    return session.handle({ kind: 'weights' })
  }
  expect(await trained(5)).toEqual(await trained(null))
})

it('a short run is not tried', async () => {
  const { session } = newSession()
  await session.handle({ kind: 'open', document: branched(), fresh: true })
  expect(await session.handle({ kind: 'trial', milliseconds: 5 })).toEqual({ ms: null })
})
