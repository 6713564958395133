import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import type { Breakpoint, EngineEvent, StopInfo } from '../protocol'
import { readCheckpoint } from './checkpoint'
import { FOLDER, newSession } from './session-harness'
import type { Session } from './session'
import { deepDocument } from './stops.fixture'

beforeAll(async () => {
  await ready()
})

async function opened(training: object = {}) {
  const made = newSession()
  await made.session.handle({ kind: 'open', document: deepDocument(training) })
  return made
}

/** The loss of every step and the weights at the end, of a run that was never stopped. */
async function undisturbed(): Promise<Uint8Array> {
  const { session, until } = await opened()
  await session.handle({ kind: 'train' })
  await until('done')
  return session.handle({ kind: 'result' })
}

/** Everything in a checkpoint that decides how training goes on. */
async function stateOf(session: Session): Promise<object> {
  const { file } = await session.handle({ kind: 'checkpoint' })
  const { executor, ...run } = readCheckpoint(readFileSync(join(FOLDER, file)))
  const { winners: _, ...state } = executor.state as { winners: object }
  return { run, state, tensors: executor.tensors }
}

const inside = (id: string) => [...['i', 'a', 'n', 'r', 'b', 's', 'o'].map((node) => `${id}/${node}`), id]
const stopOf = async (session: Session): Promise<StopInfo | null> =>
  (await session.handle({ kind: 'snapshot' })).stop
const stepInto = (session: Session) => session.handle({ kind: 'advance', unit: 'node', how: 'into' })
const stops = (events: EngineEvent[]) =>
  events.flatMap((event) => (event.kind === 'stopped' ? [event.stop] : []))

function textOf({ phase, at }: StopInfo): string {
  if (at.kind === 'phase') return phase
  if (at.kind === 'call') return `${at.pass} ${[...at.path, at.node].join('/')}`
  const { place } = at
  const end = place.kind === 'edge' ? place.edge : place.node
  return `${at.pass} ${place.kind} ${[...place.path, end].join('/')}`
}

async function walkTo(session: Session, visits: number): Promise<void> {
  for (let i = 0; i < visits; i++) await stepInto(session)
}

describe('a step that is gone through node by node', () => {
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

describe('a breakpoint', () => {
  const breakpoint = (over: Partial<Breakpoint>): Breakpoint => ({
    id: 'b',
    module: 'Block',
    place: { kind: 'node', node: 'r' },
    pass: 'forward',
    condition: 'always',
    ...over,
  })
  const hit = async (over: Partial<Breakpoint>) => {
    const { session, until, state } = await opened()
    await session.handle({ kind: 'breakpoints', breakpoints: [breakpoint(over)] })
    await session.handle({ kind: 'train' })
    await Promise.race([until('stopped'), until('done')])
    return { session, until, state, stop: await stopOf(session) }
  }

  it('in a definition holds for every instance, and by a path for one', async () => {
    const { session, until, stop } = await hit({})
    expect(stop).toMatchObject({ step: 1, breakpoint: 'b', at: { place: { path: ['u'], node: 'r' } } })
    await session.handle({ kind: 'train' })
    await until('stopped')
    expect(await stopOf(session)).toMatchObject({ step: 1, at: { place: { path: ['v'], node: 'r' } } })
    expect((await hit({ path: ['v'] })).stop).toMatchObject({ at: { place: { path: ['v'] } } })
  })

  it('says that it was hit, and how often in this run', async () => {
    const { session, until, stop } = await hit({ condition: 'norm > 0' })
    expect(stop).toMatchObject({ reason: 'breakpoint', breakpoint: 'b', hits: { b: 1 } })
    await session.handle({ kind: 'breakpoints', breakpoints: [breakpoint({}), breakpoint({ id: 'c' })] })
    await session.handle({ kind: 'train' })
    await until('stopped')
    expect(await stopOf(session)).toMatchObject({ breakpoint: 'b', hits: { b: 2, c: 1 } })
    await session.handle({ kind: 'breakpoints', breakpoints: [breakpoint({ id: 'c' })] })
    await session.handle({ kind: 'advance', unit: 'phase' })
    expect(await stopOf(session)).toMatchObject({ reason: 'advance', breakpoint: null })
    expect((await session.handle({ kind: 'snapshot' })).hits).toEqual({ c: 1 })
    await session.handle({ kind: 'stop' })
    await session.handle({ kind: 'advance', unit: 'phase' })
    expect((await session.handle({ kind: 'snapshot' })).hits).toEqual({})
    await session.handle({ kind: 'breakpoints', breakpoints: [] })
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'node', node: 'c' } })
    expect(await stopOf(session)).toMatchObject({ reason: 'place', breakpoint: null })
  })

  it('on a parameter of a node that shares it is on the one that there is', async () => {
    const parameter = { kind: 'parameter', node: 'b', name: 'weight' } as const
    expect(textOf((await hit({ place: parameter, pass: 'backward' })).stop!)).toBe('backward parameter v/a')
  })

  it('is on wires, outputs and parameters, on the way back and after the update too', async () => {
    const at = async (over: Partial<Breakpoint>) => textOf((await hit(over)).stop!)
    expect(await at({ place: { kind: 'edge', edge: 'e5' }, pass: 'backward' })).toBe('backward edge v/e5')
    expect(await at({ place: { kind: 'port', node: 'i', handle: 'output' }, pass: 'backward' })).toBe(
      'backward port v/i',
    )
    const parameter = { kind: 'parameter', node: 'n', name: 'weight' } as const
    expect(await at({ place: parameter, pass: 'backward' })).toBe('backward parameter v/n')
    expect(await at({ place: parameter, pass: 'after_step' })).toBe('after_step parameter u/n')
  })

  it.each(['every 3', 'norm > 0.5', 'zeros > 0.2', 'absmax > 0.1', 'x > 1 and step >= 2'])(
    'stops where %s holds',
    async (condition) => {
      const { stop } = await hit({ condition })
      const { at, step } = stop!
      if (at.kind !== 'value') throw new Error('stopped at no value')
      const { statistics } = at
      if (condition === 'every 3') expect(step).toBe(3)
      if (condition.startsWith('x')) expect([step >= 2, statistics.max > 1]).toEqual([true, true])
      if (condition.startsWith('norm')) expect(statistics.norm).toBeGreaterThan(0.5)
      if (condition.startsWith('zeros')) expect(statistics.zeros).toBeGreaterThan(0.2)
      if (condition.startsWith('absmax')) expect(statistics.max).toBeGreaterThan(0.1)
    },
  )

  it('whose condition never holds lets the run go to its end, with the same bits', async () => {
    const { session, state } = await hit({ condition: 'isnan' })
    expect(state()).toBe('done')
    expect(await session.handle({ kind: 'result' })).toEqual(await undisturbed())
  })

  it('that is no condition is refused with the forms that there are', async () => {
    const { session } = await opened()
    await expect(
      session.handle({ kind: 'breakpoints', breakpoints: [breakpoint({ condition: 'nrom > 1' })] }),
    ).rejects.toThrow(
      /'nrom > 1' is no condition\. There is no 'nrom', at column 1\. Conditions are always, every 10, isnan/,
    )
  })
})
