/** A training step that stops before and after every node is looked at from end to end there, and goes on as if it never had. */
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import type { EngineCommand, ProbeSubscription, StopInfo, WatchTarget } from '../protocol'
import { newSession } from './session-harness'
import type { Session } from './session'
import { deepDocument } from './stops.fixture'

beforeAll(async () => {
  await ready()
})

/** The deep net with one block that is called twice, instead of two. */
function sharing() {
  const document = deepDocument()
  const { Net } = document.modules
  const nodes = Net.nodes.map((node) => (node.id === 'v' ? { ...node, shared_with: 'u' } : node))
  return { ...document, modules: { ...document.modules, Net: { ...Net, nodes } } }
}

const DOCUMENTS = { 'two blocks': deepDocument(), 'one block called twice': sharing() }
const PATHS = [[], ['u'], ['v']]

type Document = (typeof DOCUMENTS)[keyof typeof DOCUMENTS]
interface Looked {
  target: WatchTarget
  direction: 'forward' | 'backward'
}

/** Every wire, output and parameter, in every instance and both directions. */
function everything({ modules }: Document): Looked[] {
  const targets = PATHS.flatMap((path): WatchTarget[] => {
    const { nodes, edges } = modules[path.length > 0 ? 'Block' : 'Net']
    const handles = (id: string) => (id === 'd' ? ['x', 'y'] : id === 'o' ? [] : ['output'])
    const names = (type: string) => (/^(Linear|BatchNorm1d)$/.test(type) ? ['weight', 'bias'] : [])
    return [
      ...edges.map((_, i) => ({ kind: 'edge' as const, path, edge: `e${i}` })),
      ...nodes.flatMap(({ id }) =>
        handles(id).map((handle) => ({ kind: 'port' as const, path, node: id, handle })),
      ),
      ...nodes.flatMap(({ id, type }) =>
        names(type).map((name) => ({ kind: 'parameter' as const, path, node: id, name })),
      ),
    ]
  })
  return targets.flatMap((target) =>
    (['forward', 'backward'] as const).map((direction) => ({ target, direction })),
  )
}

/** What can be read, by place; why nothing else can is one of the three reasons that there are. */
async function readAll(session: Session, places: readonly Looked[]): Promise<Map<string, number[]>> {
  const read = new Map<string, number[]>()
  for (const looked of places) {
    try {
      const { values } = await session.handle({ kind: 'tensor', ...looked })
      read.set(JSON.stringify(looked), [...values])
    } catch (error) {
      expect(String(error)).toMatch(
        /Not yet|No gradient flows here|There is no parameter|has flowed here yet/,
      )
    }
  }
  return read
}

/** What a person does besides, who looks around. */
const OTHER_LOOKS: EngineCommand[] = [
  { kind: 'run', mode: 'train', grad: true },
  { kind: 'checkpoint' },
  { kind: 'weights' },
  { kind: 'parameters', updates: true },
  {
    kind: 'byHand',
    inputs: [
      { node: 'd', handle: 'x', shape: [1, 1, 28, 28], dtype: 'float32', from: { kind: 'sample', index: 2 } },
      { node: 'd', handle: 'y', shape: [1], dtype: 'int64', from: { kind: 'sample', index: 2 } },
    ],
    mode: 'eval',
    shown: 'call',
  },
  { kind: 'samples' },
  { kind: 'snapshot' },
]

const around = (...nodes: string[]) => nodes.flatMap((node) => [`before ${node}`, `after ${node}`])
const within = (id: string, nodes: string[]) => [
  `before ${id}`,
  ...around(...nodes.map((node) => `${id}/${node}`)),
  `after ${id}`,
]
const forwardIn = (id: string) => within(id, ['i', 'a', 'n', 'r', 'b', 's', 'o'])
const backwardIn = (id: string) => within(id, ['s', 'b', 'r', 'n', 'a'])
/** Where a step stands: before and after every node on its way, and before each of its parts. */
const STOPS = [
  ['zero_grad', 'forward'],
  [around('d', 'p', 'f'), forwardIn('u'), around('x'), forwardIn('v'), around('c')].flat(),
  ['loss', ...around('l'), 'backward'],
  [around('l', 'c'), backwardIn('v'), around('x'), backwardIn('u')].flat(),
  ['step'],
].flat()

function textOf({ phase, at }: StopInfo): string {
  if (at.kind === 'phase') return phase
  if (at.kind === 'call') return `${at.when} ${[...at.path, at.node].join('/')}`
  throw new Error(`stopped at a value: ${JSON.stringify(at.place)}`)
}

/** Goes through one step from stop to stop; `look` is called at each. → where it stood */
async function goThrough(session: Session, look: (stop: StopInfo) => Promise<void>): Promise<string[]> {
  const stood: string[] = []
  for (;;) {
    await session.handle({ kind: 'advance', unit: 'node', how: 'into', when: 'both' })
    const { stop } = await session.handle({ kind: 'snapshot' })
    if (!stop) return stood
    stood.push(textOf(stop))
    await look(stop)
  }
}

/** What two steps leave to be read, the weights after each, and what the run comes to, where nothing ever stops. */
async function undisturbed(document: Document, places: readonly Looked[]) {
  const { session, until } = newSession()
  await session.handle({ kind: 'open', document })
  const steps: { read: Map<string, number[]>; weights: Uint8Array }[] = []
  for (let step = 0; step < 2; step++) {
    await session.handle({ kind: 'step' })
    steps.push({
      read: await readAll(session, places),
      weights: await session.handle({ kind: 'weights' }),
    })
  }
  await session.handle({ kind: 'train' })
  await until('done')
  return { steps, result: await session.handle({ kind: 'result' }) }
}

describe.each(Object.entries(DOCUMENTS))('in a net of %s', (_, document) => {
  const places = everything(document)

  it('a step that stops everywhere ends with the bits of one that never stopped', async () => {
    // Sessions of one process share their random numbers, so one is over before the other begins.
    const whole = await undisturbed(document, places)
    const { session, frames, until } = newSession()
    await session.handle({ kind: 'open', document })
    const probes = places.map((looked, id): ProbeSubscription => ({
      id,
      ...looked,
      view: { kind: 'heat', sample: null, size: 8 },
    }))
    await session.handle({ kind: 'probes', probes, rate: 60 })
    const acknowledge = { kind: 'ack', probes: probes.map(({ id }) => id) } as const
    for (const { read, weights } of whole.steps) {
      let looks = 0
      let last = new Map<string, number[]>()
      const stood = await goThrough(session, async ({ phase, at }) => {
        await session.handle(OTHER_LOOKS[looks++ % OTHER_LOOKS.length])
        await session.handle({ kind: 'endByHand' })
        await session.handle(acknowledge)
        const seen = await readAll(session, places)
        const begins = at.kind === 'phase' && (phase === 'zero_grad' || phase === 'forward')
        // Within a step nothing that has come goes again.
        if (!begins) for (const key of last.keys()) expect([...seen.keys()]).toContain(key)
        last = seen
      })
      expect(stood).toEqual(STOPS)
      expect(read.size).toBeGreaterThan(80)
      expect(await readAll(session, places)).toEqual(read)
      // All that flowed was there before the update, with the same values.
      for (const [key, values] of read)
        if (!key.includes('"parameter"') || key.includes('"backward"'))
          expect(last.get(key), key).toEqual(values)
      expect(await session.handle({ kind: 'weights' })).toEqual(weights)
    }
    expect(new Set(frames.map((frame) => decodeFrame(frame).probe)).size).toBeGreaterThan(80)
    await session.handle({ kind: 'train' })
    await until('done')
    expect(await session.handle({ kind: 'result' })).toEqual(whole.result)
  })
})
