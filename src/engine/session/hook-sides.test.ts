/** What comes to hooks and what leaves them, for whoever looks; and what they print, with who printed it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import type { EngineEvent, HookTarget, PrintedText, ProbeSubscription, ProbeTarget } from '../protocol'
import { branched, newSession } from './session-harness'
import { deepDocument } from './stops.fixture'

beforeAll(() => ready())

/** e5 goes from relu to last. */
const HOOKS = [
  { id: 'h0', edge: 'e5', pass: 'backward', type: 'scale', params: { factor: 0.5 } },
  { id: 'h1', port: { node: 'b', handle: 'output' }, pass: 'forward', type: 'scale', params: { factor: 4 } },
  { id: 'h2', parameter: { node: 'c', name: 'weight' }, pass: 'after_step', type: 'clip_value', params: { max: 0.01 } },
  { id: 'h3', node: 'a', pass: 'forward', type: 'print', params: {} },
  { id: 'h4', edge: 'e5', pass: 'backward', type: 'stats', params: {}, enabled: false },
] // prettier-ignore

function hooked(hooks: readonly object[] = HOOKS, training: object = {}) {
  const document = branched({ training })
  return { ...document, modules: { Net: { ...document.modules.Net, hooks } } }
}

const target = (hook: string, side: HookTarget['side'], path: string[] = []): HookTarget => ({
  kind: 'hook',
  path,
  hook,
  side,
  part: 0,
})

const probe = (id: number, at: HookTarget): ProbeSubscription => ({
  id,
  target: at,
  direction: 'forward',
  view: { kind: 'heat', sample: null, size: 64 },
})

async function valuesOf({ session }: ReturnType<typeof newSession>, hook: string, side: HookTarget['side']) {
  const { values } = await session.handle({
    kind: 'tensor',
    target: target(hook, side),
    direction: 'forward',
  })
  return [...values]
}

const printed = (events: readonly EngineEvent[]): PrintedText[] =>
  events.flatMap((event) => (event.kind === 'log' ? (event.printed ?? []) : []))

describe('both sides of a hook', () => {
  it('are those of the last step, in every pass', async () => {
    const made = newSession()
    await made.session.handle({ kind: 'open', document: hooked() })
    await made.session.handle({ kind: 'step' })
    for (const [hook, change] of [
      ['h0', (x: number) => x * 0.5],
      ['h1', (x: number) => x * 4],
      ['h2', (x: number) => Math.min(Math.max(x, Math.fround(-0.01)), Math.fround(0.01))],
    ] as const) {
      const before = await valuesOf(made, hook, 'before')
      expect(before.some((value) => value !== 0)).toBe(true)
      expect(await valuesOf(made, hook, 'after')).toEqual(before.map(change))
    }
    const wire: ProbeTarget = { kind: 'edge', path: [], edge: 'e5' }
    const share = await made.session.handle({ kind: 'tensor', target: wire, direction: 'backward' })
    expect([...share.values]).toEqual(await valuesOf(made, 'h0', 'after'))
  })

  it('come as frames of probes, before any training and while it runs', async () => {
    const { session, frames, until } = newSession()
    await session.handle({ kind: 'open', document: hooked() })
    const probes = [probe(1, target('h0', 'before')), probe(2, target('h0', 'after'))]
    await session.handle({ kind: 'probes', probes })
    const decoded = () => frames.map(decodeFrame)
    expect(decoded().map((frame) => [frame.probe, frame.step])).toEqual([[1, 0], [2, 0]]) // prettier-ignore
    const [before, after] = decoded()
    expect(after!.statistics.norm).toBeCloseTo(before!.statistics.norm / 2, 6)
    expect(after!.shape).toEqual([8, 12])
    await session.handle({ kind: 'ack', probes: [1, 2] })
    await session.handle({ kind: 'train' })
    await until('done')
    expect(decoded().at(-1)!.step).toBeGreaterThan(0)
  })

  it('are not there yet where a step has stopped before them, and come when it goes on', async () => {
    const { session, frames } = newSession()
    await session.handle({ kind: 'open', document: hooked() })
    await session.handle({ kind: 'probes', probes: [probe(7, target('h0', 'after'))] })
    await session.handle({ kind: 'ack', probes: [7] })
    await session.handle({ kind: 'advance', unit: 'phase' })
    await session.handle({ kind: 'advance', unit: 'phase' })
    const read = () => session.handle({ kind: 'tensor', target: target('h0', 'after'), direction: 'forward' })
    await expect(read()).rejects.toThrow('Not yet')
    frames.length = 0
    await session.handle({ kind: 'step' })
    expect(frames.map(decodeFrame).map(({ probe: id, step }) => [id, step])).toEqual([[7, 1]])
    expect((await read()).step).toBe(1)
  })

  it('are let go of: no step leaves memory behind', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: hooked() })
    await session.handle({ kind: 'step' })
    const after = memory()
    for (let i = 0; i < 2; i++) await session.handle({ kind: 'step' })
    expect(memory()).toEqual(after)
  })

  it('are those of one instance', async () => {
    const document = deepDocument()
    const hook = { id: 'h0', edge: 'e3', pass: 'backward', type: 'scale', params: { factor: 3 } }
    const Block = { ...document.modules.Block, hooks: [hook] }
    const { session } = newSession()
    await session.handle({ kind: 'open', document: { ...document, modules: { ...document.modules, Block } } })
    await session.handle({ kind: 'step' })
    const read = async (path: string[], side: HookTarget['side']) =>
      [...(await session.handle({ kind: 'tensor', target: target('h0', side, path), direction: 'backward' })).values] // prettier-ignore
    const first = await read(['u'], 'before')
    expect(await read(['u'], 'after')).toEqual(first.map((value) => Math.fround(value * 3)))
    expect(await read(['v'], 'before')).not.toEqual(first)
  })
})

describe('what hooks print', () => {
  it('names the hook and its instance', async () => {
    const document = deepDocument()
    const hooks = [{ id: 'h9', node: 'a', pass: 'backward', type: 'print', params: {} }]
    const Block = { ...document.modules.Block, hooks }
    const { session, events } = newSession()
    await session.handle({ kind: 'open', document: { ...document, modules: { ...document.modules, Block } } })
    await session.handle({ kind: 'step' })
    const texts = printed(events)
    // The layer is called twice in each of two instances, and gradients come to the last call first.
    expect(texts.map(({ module, hook, path }) => [module, hook, path])).toEqual([
      ['Block', 'h9', ['v']],
      ['Block', 'h9', ['v']],
      ['Block', 'h9', ['u']],
      ['Block', 'h9', ['u']],
    ])
    expect(texts[0]!.text).toMatch(/^Inside Linear backward\ngrad_input: <class 'tuple'>, len: 1\n/)
  })

  it('comes once a step, and not for a look at the step that comes next', async () => {
    const { session, events, until, steps } = newSession()
    await session.handle({ kind: 'open', document: hooked(HOOKS, { epochs: 100_000 }) })
    await session.handle({ kind: 'train' })
    for (let i = 0; i < 3; i++) {
      await steps(5)
      await session.handle({ kind: 'pause' })
      await until('paused')
      const { progress } = await session.handle({ kind: 'snapshot' })
      // Forward hooks act in evaluations too.
      const evaluations = Math.floor(progress.step / progress.stepsPerEpoch)
      const { length } = printed(events)
      expect(length).toBeLessThanOrEqual(progress.step + evaluations)
      // The evaluation of an epoch may still come.
      expect(length).toBeGreaterThanOrEqual(progress.step + evaluations - 1)
      await session.handle({ kind: 'train' })
    }
    await session.handle({ kind: 'stop' })
  })
})
