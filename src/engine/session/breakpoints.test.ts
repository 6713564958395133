import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import type { Breakpoint } from '../protocol'
import { opened, stopOf, textOf, undisturbed } from './stopped-session.fixture'

beforeAll(async () => {
  await ready()
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

  it('says the condition that held, and keeps its count while it is off', async () => {
    const { session, until, stop } = await hit({ condition: 'norm > 0' })
    expect(stop).toMatchObject({ condition: 'norm > 0' })
    const off = breakpoint({ condition: 'isnan', enabled: false })
    await session.handle({ kind: 'breakpoints', breakpoints: [off] })
    expect(await stopOf(session)).toMatchObject({ breakpoint: 'b', condition: 'norm > 0' })
    await session.handle({ kind: 'advance', unit: 'phase' })
    const { hits, stop: next } = await session.handle({ kind: 'snapshot' })
    expect([next?.reason, next?.condition, hits]).toEqual(['advance', null, { b: 1 }])
    await session.handle({ kind: 'breakpoints', breakpoints: [breakpoint({})] })
    await session.handle({ kind: 'train' })
    await until('stopped')
    expect(await stopOf(session)).toMatchObject({ condition: 'always', hits: { b: 2 } })
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
