import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import { readCheckpoint } from './checkpoint'
import { FOLDER } from './session-harness'
import type { Session } from './session'
import { opened, stepInto, stopOf, undisturbed } from './stopped-session.fixture'
import { deepDocument } from './stops.fixture'

beforeAll(async () => {
  await ready()
})

/** Everything in a checkpoint that decides how training goes on. */
async function stateOf(session: Session): Promise<object> {
  const { file } = await session.handle({ kind: 'checkpoint' })
  const { executor, ...run } = readCheckpoint(readFileSync(join(FOLDER, file)))
  const { winners: _, ...state } = executor.state as { winners: object }
  return { run, state, tensors: executor.tensors }
}

async function walkTo(session: Session, visits: number): Promise<void> {
  for (let i = 0; i < visits; i++) await stepInto(session)
}

describe('a step that is given up', () => {
  it.each<[string, (session: Session, weights: Uint8Array) => Promise<unknown>]>([
    ['by an edit', (session: Session) => session.handle({ kind: 'open', document: deepDocument() })],
    ['by a setting', (session: Session) => session.handle({ kind: 'configure', options: { seed: 3 } })],
    [
      'by weights',
      (session: Session, weights: Uint8Array) => session.handle({ kind: 'loadWeights', weights }),
    ],
  ])(
    '%s leaves weights, statistics, gradients, random numbers, schedule and data as they were',
    async (_, giveUp) => {
      const whole = await undisturbed()
      for (const visits of [1, 2, 8, 15, 24, 26, 31, 40, 42]) {
        const { session, state, until } = await opened()
        // The third step ends an epoch; what comes next is shuffled.
        await session.handle({ kind: 'step', count: visits % 2 === 0 ? 2 : 3 })
        const before = await stateOf(session)
        const weights = await session.handle({ kind: 'weights' })
        await walkTo(session, visits)
        expect(state()).toBe('stopped')
        if (visits % 2 === 0) expect(await stateOf(session)).toEqual(before)
        await giveUp(session, weights)
        expect(await stateOf(session)).toEqual(before)
        expect(state()).toBe('paused')
        expect(await stopOf(session)).toBe(null)
        await session.handle({ kind: 'train' })
        await until('done')
        expect(await session.handle({ kind: 'result' })).toEqual(whole)
      }
    },
  )

  it('after the update too, with a schedule that counts steps', async () => {
    const { session } = await opened({ scheduler: { type: 'OneCycleLR', params: { max_lr: 0.02 } } })
    await session.handle({ kind: 'step', count: 1 })
    const before = await session.handle({ kind: 'weights' })
    const state = await stateOf(session)
    const place = { kind: 'parameter', node: 'c', name: 'bias' } as const
    await session.handle({ kind: 'runTo', path: [], place, pass: 'after_step' })
    expect(await session.handle({ kind: 'weights' })).not.toEqual(before)
    expect(await stateOf(session)).toEqual(state)
    await session.handle({ kind: 'stop' })
    expect(await session.handle({ kind: 'weights' })).toEqual(before)
  })

  it('where gradients add up over several batches: those of the batches before stay', async () => {
    const training = { accumulate: 2 }
    const whole = await opened(training)
    await whole.session.handle({ kind: 'train' })
    await whole.until('done')
    for (const [steps, visits] of [
      [1, 40],
      [2, 30],
    ] as const) {
      const { session, until } = await opened(training)
      await session.handle({ kind: 'step', count: steps })
      const before = await stateOf(session)
      await walkTo(session, visits)
      expect(await stateOf(session)).toEqual(before)
      await session.handle({ kind: 'configure', options: { seed: 3 } })
      expect(await stateOf(session)).toEqual(before)
      await session.handle({ kind: 'train' })
      await until('done')
      expect(await session.handle({ kind: 'result' })).toEqual(await whole.session.handle({ kind: 'result' }))
    }
  })

  it('frees what it made', async () => {
    const { session } = await opened()
    await session.handle({ kind: 'step', count: 2 })
    const stepped = memory().tensors
    for (let i = 0; i < 3; i++) {
      await walkTo(session, 20 + 9 * i)
      await session.handle({ kind: 'configure', options: { seed: 3 } })
    }
    await session.handle({ kind: 'step', count: 1 })
    expect(memory().tensors).toBe(stepped)
  })
})
