import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ready } from '../backend/index'
import type { EngineEvent } from '../protocol'
import { opened, stepInto, stopOf, textOf, undisturbed } from './stopped-session.fixture'

beforeAll(async () => {
  await ready()
})

const inside = (id: string) => [...['i', 'a', 'n', 'r', 'b', 's', 'o'].map((node) => `${id}/${node}`), id]
const stops = (events: EngineEvent[]) =>
  events.flatMap((event) => (event.kind === 'stopped' ? [event.stop] : []))

describe('a step that is gone through node by node', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('takes the time that it computes, not the time that a person looks at it', async () => {
    const { session, state, events } = await opened()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now)
    do {
      await stepInto(session)
      now += 60_000
    } while (state() === 'stopped')
    const points = events.flatMap((event) => (event.kind === 'metrics' ? event.points : []))
    expect(points.map(({ step, milliseconds }) => [step, milliseconds])).toEqual([[1, 0]])
  })

  it('gives the same bits as one that never stopped, whatever is looked at on the way', async () => {
    const { session, state, until, events } = await opened()
    for (let step = 0; step < 2; step++) {
      let steps = 0
      do {
        await stepInto(session)
        const stop = await stopOf(session)
        if (stop && steps++ % 5 === 0) {
          await session.handle({ kind: 'run', mode: 'train', grad: true })
          await session.handle({ kind: 'checkpoint' })
          await session.handle({ kind: 'weights' })
        }
        const target = { kind: 'port', path: ['u'], node: 'a', handle: 'output' } as const
        await session.handle({ kind: 'tensor', target, direction: 'forward' }).catch(() => null)
      } while (state() === 'stopped')
    }
    expect(state()).toBe('paused')
    const first = stops(events).map(textOf)
    const step = first.slice(0, first.lastIndexOf('zero_grad'))
    expect(first).toEqual([...step, ...step])
    await session.handle({ kind: 'train' })
    await until('done')
    expect(await session.handle({ kind: 'result' })).toEqual(await undisturbed())
  })

  it('stands before each phase and each node, forward and back', async () => {
    const { session, events, state } = await opened()
    do await stepInto(session)
    while (state() === 'stopped')
    const block = (id: string) => [id, ...['i', 'a', 'n', 'r', 'b', 's', 'o'].map((node) => `${id}/${node}`)]
    const back = (id: string) => [id, ...['s', 'b', 'r', 'n', 'a'].map((node) => `${id}/${node}`)]
    const forward = ['d', 'p', 'f', block('u'), 'x', block('v'), 'c'].flat()
    const backward = ['l', 'c', back('v'), 'x', back('u')].flat()
    expect(stops(events).map(textOf)).toEqual(
      [
        ['zero_grad', 'forward'],
        forward.map((node) => `forward ${node}`),
        ['loss', 'forward l', 'backward'],
        backward.map((node) => `backward ${node}`),
        'step',
      ].flat(),
    )
  })

  it('goes over, into and out of nested modules, and from phase to phase', async () => {
    const { session, state } = await opened()
    const advance = async (how: 'into' | 'over' | 'out') => {
      await session.handle({ kind: 'advance', unit: 'node', how })
      return textOf((await stopOf(session))!)
    }
    const phase = async () => {
      await session.handle({ kind: 'advance', unit: 'phase' })
      const stop = await stopOf(session)
      return stop && textOf(stop)
    }
    expect([await phase(), await phase()]).toEqual(['zero_grad', 'forward'])
    expect([await advance('over'), await advance('over'), await advance('over')]).toEqual([
      'forward d',
      'forward p',
      'forward f',
    ])
    expect(await advance('over')).toBe('forward u')
    expect(await advance('into')).toBe('forward u/i')
    expect(await advance('over')).toBe('forward u/a')
    expect(await advance('out')).toBe('forward x')
    expect(await advance('over')).toBe('forward v')
    expect(await advance('over')).toBe('forward c')
    expect(await phase()).toBe('loss')
    expect(await phase()).toBe('backward')
    expect(await advance('over')).toBe('backward l')
    expect(await phase()).toBe('step')
    expect(await phase()).toBe(null)
    expect(state()).toBe('paused')
  })

  it('stands after nodes too, and at the ends of both passes, and says what is done', async () => {
    const { session } = await opened()
    const at = async (more: object) => {
      await session.handle({ kind: 'advance', unit: 'node', ...more })
      const stop = (await stopOf(session))!
      return `${stop.at.kind === 'call' ? stop.at.when : 'phase'} ${textOf(stop)}`
    }
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'node', node: 'u' } })
    expect(await at({ when: 'both' })).toBe('after forward u')
    expect(await at({ when: 'both' })).toBe('before forward x')
    expect(await at({ when: 'after' })).toBe('after forward x')
    expect(await at({ when: 'both', how: 'into' })).toBe('before forward v')
    expect(await at({ when: 'both', how: 'into' })).toBe('before forward v/i')
    expect(await at({ when: 'both', how: 'over' })).toBe('after forward v/i')
    expect(await at({ when: 'both', how: 'out' })).toBe('after forward v')
    expect(await at({ unit: 'pass' })).toBe('phase backward')
    const { done } = (await stopOf(session))!
    expect(done.backward).toEqual([])
    expect(done.forward).toEqual(
      ['d', 'p', 'f', ...inside('u'), 'x', ...inside('v'), 'c', 'l'].map((key) => key.replace('/', '\n')),
    )
    expect(await at({ when: 'both' })).toBe('before backward l')
    expect(await at({ when: 'both' })).toBe('after backward l')
    expect((await stopOf(session))!.done.backward).toEqual(['l'])
    // A node is over on the way back when the gradients of its parameters are there.
    expect(await at({ when: 'after' })).toBe('after backward c')
    const weight = { kind: 'parameter', path: [], node: 'c', name: 'weight' } as const
    expect(await session.handle({ kind: 'tensor', target: weight, direction: 'backward' })).toMatchObject({
      shape: [10, 9],
    })
    expect(await at({ unit: 'pass' })).toBe('phase step')
    await session.handle({ kind: 'advance', unit: 'pass' })
    expect(await stopOf(session)).toBe(null)
  })

  it('can be run to a place', async () => {
    const { session } = await opened()
    await session.handle({ kind: 'runTo', path: ['v'], place: { kind: 'node', node: 'r' }, pass: 'backward' })
    expect(textOf((await stopOf(session))!)).toBe('backward v/r')
    await session.handle({ kind: 'runTo', path: ['u'], place: { kind: 'edge', edge: 'e2' } })
    expect(textOf((await stopOf(session))!)).toBe('backward edge u/e2')
    const place = { kind: 'parameter', node: 'a', name: 'weight' } as const
    await session.handle({ kind: 'runTo', path: ['u'], place, pass: 'after_step' })
    expect(await stopOf(session)).toMatchObject({ step: 1, phase: 'step' })
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'port', node: 'f', handle: 'output' } })
    expect(await stopOf(session)).toMatchObject({ step: 2, at: { pass: 'forward', shape: [8, 9] } })
  })

  it('stands as the next step begins where a whole one did not come to the place', async () => {
    const { session } = await opened()
    const nowhere = { kind: 'runTo', path: [], place: { kind: 'node', node: 'd' }, pass: 'backward' } as const
    await session.handle(nowhere)
    const at = { kind: 'phase' }
    expect(await stopOf(session)).toMatchObject({ step: 2, phase: 'zero_grad', at, reason: 'missed' })
    await session.handle(nowhere)
    expect(await stopOf(session)).toMatchObject({ step: 3, reason: 'missed' })
    await session.handle({ kind: 'runTo', path: ['u'], place: { kind: 'node', node: 'r' } })
    expect(await stopOf(session)).toMatchObject({ step: 3, reason: 'place' })
    // What is left of a step is no whole one.
    await session.handle(nowhere)
    expect(await stopOf(session)).toMatchObject({ step: 5, reason: 'missed' })
  })

  it('waits for the update where gradients add up, and says that a run has ended without coming there', async () => {
    const { session, state, events } = await opened({ accumulate: 2 })
    const place = { kind: 'parameter', node: 'c', name: 'weight' } as const
    await session.handle({ kind: 'runTo', path: [], place, pass: 'after_step' })
    expect(await stopOf(session)).toMatchObject({ step: 2, reason: 'place' })
    await session.handle({ kind: 'step', count: 4 })
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'node', node: 'd' }, pass: 'backward' })
    expect(state()).toBe('done')
    const told = events.flatMap((event) => (event.kind === 'log' ? [event.message] : []))
    expect(told.join('\n')).toContain('The run has ended without coming to the place that you chose.')
  })

  it('shows what exists, and says "not yet" of everything else', async () => {
    const { session } = await opened()
    await session.handle({ kind: 'runTo', path: ['u'], place: { kind: 'node', node: 'r' } })
    const read = (node: string, direction: 'forward' | 'backward') =>
      session.handle({
        kind: 'tensor',
        target: { kind: 'port', path: ['u'], node, handle: 'output' },
        direction,
      })
    expect(await read('n', 'forward')).toMatchObject({ step: 1, shape: [8, 9] })
    // What has left a node is on its wires before their ends take it.
    await session.handle({ kind: 'advance', unit: 'node', when: 'after' })
    const wire = (edge: string) =>
      session.handle({ kind: 'tensor', target: { kind: 'edge', path: ['u'], edge }, direction: 'forward' })
    expect((await wire('e3')).values).toEqual((await read('r', 'forward')).values)
    await expect(wire('e4')).rejects.toThrow('Not yet')
    await session.handle({ kind: 'stop' })
    await session.handle({ kind: 'runTo', path: ['u'], place: { kind: 'node', node: 'r' } })
    await expect(read('r', 'forward')).rejects.toThrow('Not yet: the step has not come here.')
    await expect(read('n', 'backward')).rejects.toThrow('Not yet')
    const weight = { kind: 'parameter', path: ['u'], node: 'a', name: 'weight' } as const
    expect(await session.handle({ kind: 'tensor', target: weight, direction: 'forward' })).toMatchObject({
      shape: [9, 9],
    })
    await expect(session.handle({ kind: 'tensor', target: weight, direction: 'backward' })).rejects.toThrow(
      'Not yet',
    )
    await session.handle({ kind: 'runTo', path: ['u'], place: { kind: 'node', node: 'n' }, pass: 'backward' })
    expect(await read('n', 'backward')).toMatchObject({ shape: [8, 9] })
    await expect(read('a', 'backward')).rejects.toThrow('Not yet')
  })
})
