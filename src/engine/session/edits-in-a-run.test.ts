/** What an edit in the middle of a run leaves as it was. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { readSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import { branched, newSession } from './session-harness'
import type { Session } from './session'

beforeAll(async () => {
  await ready()
})

type Document = ReturnType<typeof branched>

/** The same net with something else said of one node. */
function edited(document: Document, node: string, change: object): Document {
  const { edges, nodes } = document.modules.Net
  return {
    ...document,
    modules: {
      Net: { edges, nodes: nodes.map((each) => (each.id === node ? { ...each, ...change } : each)) },
    },
  }
}

async function stepped(document: Document, steps: number): Promise<Session> {
  const { session } = newSession()
  await session.handle({ kind: 'open', document })
  await session.handle({ kind: 'step', count: steps })
  return session
}

/** In the order of the net. */
async function weightsOf(session: Session): Promise<unknown[]> {
  return [...readSafetensors(await session.handle({ kind: 'weights' })).values()].map(({ values }) => values)
}

const gradientOf = (session: Session, node: string) =>
  session.handle({
    kind: 'tensor',
    target: { kind: 'parameter', path: [], node, name: 'weight' },
    direction: 'backward',
  })

describe('gradients that add up', () => {
  it.each([
    ['as zero_grad is false', { zero_grad: false }],
    ['over batches', { accumulate: 3 }],
    ['for good', { zero_grad: false, accumulate: 2 }],
  ])('%s go on adding up through an edit', async (_, training) => {
    const document = branched({ training })
    const plain = await stepped(document, 5)
    const session = await stepped(document, 2)
    await session.handle({ kind: 'open', document: edited(document, 'a', { name: 'renamed' }) })
    await session.handle({ kind: 'step', count: 3 })
    expect(await weightsOf(session)).toEqual(await weightsOf(plain))
  })

  it('begin anew where a layer has other sizes, and end where it is frozen', async () => {
    const document = branched({ training: { zero_grad: false } })
    const session = await stepped(document, 2)
    const before = await gradientOf(session, 'a')
    const narrow = edited(document, 'b', { params: { out_features: 5 } })
    await session.handle({ kind: 'open', document: narrow })
    expect(await gradientOf(session, 'a')).toEqual(before)
    await expect(gradientOf(session, 'b')).rejects.toThrow('Not yet')
    await session.handle({ kind: 'open', document: edited(narrow, 'a', { requires_grad: false }) })
    await expect(gradientOf(session, 'a')).rejects.toThrow('Not yet')
  })
})

describe('an edit between the last step of an epoch and its evaluation', () => {
  it('moves the schedule on at its end, and warns of nothing', async () => {
    const warned = vi.spyOn(process, 'emitWarning')
    const scheduler = { type: 'StepLR', params: { step_size: 1, gamma: 0.5 } }
    const document = branched({ training: { scheduler } })
    const { session, events, until } = newSession()
    await session.handle({ kind: 'open', document })
    await session.handle({ kind: 'train' })
    const atEnd = async (): Promise<boolean> => {
      const { progress, epochs } = await session.handle({ kind: 'snapshot' })
      return progress.step === 4 && epochs.length === 0
    }
    while (!(await atEnd())) await nextTurn()
    await session.handle({ kind: 'open', document: edited(document, 'a', { name: 'renamed' }) })
    expect(await atEnd()).toBe(true)
    await until('done')
    const points = events.flatMap((event) => (event.kind === 'metrics' ? event.points : []))
    expect(points.map(({ lr }) => lr)).toEqual([0.05, 0.05, 0.05, 0.05, 0.025, 0.025, 0.025, 0.025])
    expect(warned.mock.calls).toEqual([])
  })
})
