import { beforeAll, describe, expect, it } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import type { ProbeSubscription, ProbeTarget } from '../protocol'
import { branched, newSession } from './session-harness'

const target: ProbeTarget = { kind: 'edge', path: [], edge: 'e4' }
const probes = (['forward', 'backward'] as const).map((direction, at): ProbeSubscription => ({
  id: at + 1,
  target,
  direction,
  view: { kind: 'numbers' },
}))

/** A session whose host looks when it is told to. */
async function opened() {
  const waiting: (() => void)[] = []
  const made = newSession(undefined, { later: (work) => void waiting.push(work) })
  const { session, frames } = made
  await session.handle({ kind: 'open', document: branched({ training: { epochs: 100 } }) })
  await session.handle({ kind: 'probes', probes })
  const look = (): void => {
    while (waiting.length > 0) waiting.shift()!()
  }
  look()
  frames.splice(0)
  /** Of the frames since the last call, the steps. */
  const seen = () => frames.splice(0).map((bytes) => decodeFrame(bytes).step)
  /** The same with what was left for a later turn: a view that takes long holds up the next. */
  const allSeen = () => {
    look()
    return seen()
  }
  const drawn = () => session.handle({ kind: 'ack', probes: [1, 2] })
  return { ...made, look, seen, allSeen, drawn }
}

beforeAll(() => ready())

describe('what flows when training comes to rest', () => {
  it('is looked at after a step was answered', async () => {
    const { session, look, seen, drawn } = await opened()
    await session.handle({ kind: 'step' })
    await drawn()
    expect(seen()).toEqual([])
    look()
    expect(seen()).toEqual([1, 1])
  })

  it('is not looked at where another step follows at once', async () => {
    const { session, look, seen, drawn } = await opened()
    await session.handle({ kind: 'step' })
    await session.handle({ kind: 'step' })
    await drawn()
    look()
    expect(seen()).toEqual([2, 2])
  })

  it('is looked at before what asks for it, and only once', async () => {
    const { session, seen, allSeen, state } = await opened()
    await session.handle({ kind: 'probes', probes: [] })
    await session.handle({ kind: 'train' })
    await session.handle({ kind: 'pause' })
    expect(state()).toBe('paused')
    // No step was kept, so this is of the one that comes next.
    const { progress } = await session.handle({ kind: 'snapshot' })
    const { shape } = await session.handle({ kind: 'tensor', target, direction: 'backward' })
    expect(shape).toEqual([8, 12])
    await session.handle({ kind: 'probes', probes })
    const seenAtOnce = seen()
    expect(seenAtOnce[0]).toBe(progress.step + 1)
    expect([...seenAtOnce, ...allSeen()]).toEqual([progress.step + 1, progress.step + 1])
  })

  it('is that of the ended run, where it was stopped while it ran', async () => {
    const { session, allSeen, state, losses } = await opened()
    await session.handle({ kind: 'probes', probes: [] })
    await session.handle({ kind: 'train' })
    await session.handle({ kind: 'stop' })
    expect(state()).toBe('ready')
    await session.handle({ kind: 'probes', probes })
    const next = losses().length + 1
    expect(allSeen()).toEqual([next, next])
  })
})
