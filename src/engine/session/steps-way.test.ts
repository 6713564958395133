/** Which way the steps of a run are computed, and that nobody can tell by its numbers. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import { CapturedSteps } from '../captured/captured-steps'
import type { EngineEvent, StepsWay } from '../protocol'
import { branched, newSession } from './session-harness'

beforeAll(() => ready())
afterEach(() => void vi.unstubAllEnvs())

type Sessions = ReturnType<typeof newSession>

const waysOf = (events: readonly EngineEvent[]): StepsWay[] =>
  events.flatMap((event) => (event.kind === 'way' ? [event.way] : []))
const stoppable = { graph: false, reason: expect.stringContaining('stops inside') }
const asGraph = { graph: true, reason: null }
/** Large enough that parameters stay in the graph. */
const wide = (training: object = {}): object => branched({ hidden: 200, training })

async function opened(way: 'graph' | 'calls', document: object): Promise<Sessions> {
  vi.stubEnv('GRADWIRE_STEPS', way)
  const made = newSession()
  await made.session.handle({ kind: 'open', document })
  await made.session.handle({ kind: 'configure', options: { epochs: 20 } })
  return made
}

/** All that decides how a run goes on. */
async function stateOf({ session }: Sessions): Promise<unknown> {
  const bytes = await session.handle({ kind: 'result' })
  const { metrics, notFinite } = await session.handle({ kind: 'snapshot' })
  const points = metrics.map((point) => ({ ...point, milliseconds: 0 }))
  const tensors = [...readSafetensors(bytes)].map(([name, { values }]) => [name, [...values]])
  return { points, notFinite, tensors }
}

/** The same commands, with steps as graphs and as calls. */
async function bothWays(document: object, commands: (made: Sessions) => Promise<unknown>): Promise<Sessions> {
  const calls = await opened('calls', document)
  await commands(calls)
  expect(waysOf(calls.events)).toEqual([])
  const graph = await opened('graph', document)
  await commands(graph)
  expect(await stateOf(graph)).toEqual(await stateOf(calls))
  return graph
}

describe.runIf(await ready().then(() => CapturedSteps.possible))('steps of a run', () => {
  it('are graphs until somebody may stop inside one, and again when nobody may', async () => {
    const place = { kind: 'node' as const, node: 'r' }
    const breakpoint = { id: 'b', module: 'Net', place, pass: 'forward' as const, condition: 'absmax > 1e9' }
    const { events, session } = await bothWays(wide(), async ({ session: each }) => {
      await each.handle({ kind: 'step', count: 6 })
      await each.handle({ kind: 'breakpoints', breakpoints: [breakpoint] })
      await each.handle({ kind: 'step', count: 2 })
      await each.handle({ kind: 'breakpoints', breakpoints: [] })
      await each.handle({ kind: 'step', count: 3 })
      await each.handle({ kind: 'advance', unit: 'node' })
      await each.handle({ kind: 'advance', unit: 'pass' })
      await each.handle({ kind: 'step', count: 4 })
    })
    expect(waysOf(events)).toEqual([asGraph, stoppable, asGraph, stoppable, asGraph])
    expect((await session.handle({ kind: 'snapshot' })).way).toEqual(asGraph)
  })

  it('go on from a checkpoint with the same bits', async () => {
    await bothWays(wide({ optimizer: { type: 'Adam', params: { lr: 0.01 } } }), async ({ session }) => {
      await session.handle({ kind: 'step', count: 7 })
      const { file } = await session.handle({ kind: 'checkpoint' })
      await session.handle({ kind: 'step', count: 5 })
      await session.handle({ kind: 'restore', file })
      await session.handle({ kind: 'step', count: 6 })
    })
  })

  it('say where the first NaN or infinity comes from, with the weights of that step', async () => {
    const { events } = await bothWays(
      wide({ optimizer: { type: 'SGD', params: { lr: 1e9, momentum: 0.9 } } }),
      ({ session }) => session.handle({ kind: 'step', count: 40 }),
    )
    const [found] = events.flatMap((event) => (event.kind === 'notFinite' ? [event.found] : []))
    // After graphs had run.
    expect(found!.step).toBeGreaterThan(3)
    expect(waysOf(events)).toEqual([
      asGraph,
      { graph: false, reason: expect.stringContaining('NaN or infinite') },
    ])
  })

  it('read weights and gradients, and take weights, between two graphs', async () => {
    await bothWays(wide({ accumulate: 3 }), async ({ session }) => {
      await session.handle({ kind: 'step', count: 10 })
      const weights = await session.handle({ kind: 'weights' })
      await session.handle({ kind: 'step', count: 5 })
      await session.handle({ kind: 'loadWeights', weights, mode: 'strict' })
      await session.handle({ kind: 'step', count: 11 })
    })
  })
})
