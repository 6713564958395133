/** Which way the steps of a run are computed, and that nobody can tell by its numbers. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import { CapturedSteps } from '../captured/captured-steps'
import { corruptGraphs } from '../captured/corrupt-graphs.fixture'
import type { EngineEvent, StepsWay } from '../protocol'
import { memory } from '../core/storage'
import { Generator } from '../random/generator'
import { UpdateWatch } from '../visited/update-watch'
import { branched, documentOf, newSession } from './session-harness'

beforeAll(() => ready())
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

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

/** A line through samples of 40 numbers, with a bend before it. */
const line = (optimizer: object, hooks: object[] = []) => {
  const document = documentOf(
    [
      { id: 'x', type: 'Input', name: 'x', params: { shape: [40] } },
      { id: 'y', type: 'Input', name: 'y', params: { shape: [1] } },
      { id: 'a', type: 'Linear', name: 'hidden', params: { out_features: 64 } },
      { id: 'r', type: 'ReLU', name: 'relu' },
      { id: 'b', type: 'Linear', name: 'last', params: { out_features: 1 } },
      { id: 'l', type: 'MSELoss', name: 'loss' },
    ],
    ['x>a', 'a>r', 'r>b', 'b>l.input', 'y>l.target'],
    { optimizer: { type: 'SGD', params: optimizer }, batch_size: 4 },
  )
  return { ...document, modules: { Net: { ...document.modules.Net, hooks } } }
}

/** The same with a tanh, which TensorFlow would compute together with the product before it. */
const bentLine = () => {
  const document = line({ lr: 0.05 })
  const { nodes } = document.modules.Net
  return {
    ...document,
    modules: {
      Net: {
        ...document.modules.Net,
        nodes: nodes.map((node) => (node.id === 'r' ? { ...node, type: 'Tanh', name: 'tanh' } : node)),
      },
    },
  }
}

/** Forty samples for it; one of that step, of four each, has a NaN where there is such a step. */
function samples(step = Infinity): Uint8Array {
  const random = new Generator(3)
  const x = random.fillNormal(new Float32Array(40 * 40))
  if (step < Infinity) x[(4 * (step - 1) + 1) * 40] = NaN
  const y = random.fillNormal(new Float32Array(40))
  return writeSafetensors(
    new Map([
      ['x', { dtype: 'F32', shape: [40, 40], values: x }],
      ['y', { dtype: 'F32', shape: [40, 1], values: y }],
    ]),
  )
}

/** Takes nine steps on samples that follow one another. */
async function meetNaN({ session }: Sessions, step: number): Promise<void> {
  await session.handle({ kind: 'useInputs', inputs: samples(step) })
  await session.handle({ kind: 'configure', options: { shuffle: false } })
  await session.handle({ kind: 'step', count: 9 })
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

  it('stay graphs where it becomes time to measure an update in the middle of one', async () => {
    let changing = false
    const around = Reflect.get<UpdateWatch, 'around'>(UpdateWatch.prototype, 'around')
    vi.spyOn(UpdateWatch.prototype, 'due', 'get').mockImplementation(() => changing)
    vi.spyOn(UpdateWatch.prototype, 'around').mockImplementation(function (this: UpdateWatch, ...given) {
      changing = true
      around.apply(this, given)
      changing = false
    })
    const { events } = await bothWays(line({ lr: 0.05 }), async ({ session }) => {
      await session.handle({ kind: 'useInputs', inputs: samples() })
      await session.handle({ kind: 'step', count: 8 })
    })
    expect(waysOf(events)).toEqual([asGraph])
  })

  it.each([{}, { type: 'Adam', params: { lr: 0.01 } }])(
    'go on as calls where a graph fails: optimizer %j',
    async (optimizer) => {
      const document = wide('type' in optimizer ? { optimizer } : {})
      const graphs = corruptGraphs()
      const { events, state } = await bothWays(document, async ({ session }) => {
        await session.handle({ kind: 'step', count: 6 })
        graphs.give = (labels) => labels.fill(99)
        await session.handle({ kind: 'step', count: 1 })
        graphs.give = null
        await session.handle({ kind: 'step', count: 6 })
      })
      expect(graphs.runs).toBe(1)
      const failed = { graph: false, reason: expect.stringMatching(/graph failed.*label value of 99/s) }
      expect(waysOf(events)).toEqual([asGraph, failed])
      expect(state()).toBe('paused')
    },
  )

  it.each([
    ['Elu', 'Relu', 'first at relu in the forward pass'],
    ['SoftplusGrad', 'ReluGrad', 'first at relu in the backward pass'],
    ['Sub', 'AddV2', 'first at sum in the forward pass'],
    ['Square', 'Sqrt', "first in the optimiser's step"],
  ])('say where a graph is wrong: %s in the place of %s', async (kernel, replaced, where) => {
    const graphs = corruptGraphs()
    graphs.swap = { kernel, for: replaced }
    const document = wide({ optimizer: { type: 'Adam', params: { lr: 0.01 } } })
    const { events, state } = await bothWays(document, async ({ session }) => {
      await session.handle({ kind: 'step', count: 8 })
    })
    const told = events.flatMap((event) => (event.kind === 'log' ? [event.message] : []))
    expect(told).toEqual([expect.stringContaining(`the graph gives other numbers, ${where}.`)])
    expect(waysOf(events)).toEqual([{ graph: false, reason: expect.stringContaining(where) }])
    expect(state()).toBe('paused')
  })

  it('say where a graph is wrong whose kernels are one as long as nobody looks between them', async () => {
    corruptGraphs().unhide = true
    const { events } = await bothWays(bentLine(), async ({ session }) => {
      await session.handle({ kind: 'useInputs', inputs: samples() })
      await session.handle({ kind: 'step', count: 8 })
    })
    const where = 'first at tanh in the forward pass'
    expect(waysOf(events)).toEqual([{ graph: false, reason: expect.stringContaining(where) }])
  })

  it('meet a NaN of the data in its own step, whatever comes behind a layer', async () => {
    const document = line({ lr: 0.05, momentum: 0.9 })
    const { events } = await bothWays(document, (each) => meetNaN(each, 6))
    const found = events.flatMap((event) => (event.kind === 'notFinite' ? [event.found] : []))
    expect(found).toEqual([expect.objectContaining({ step: 6, node: 'x' })])
    expect(waysOf(events)[0]).toEqual(asGraph)
  })

  it.each([1, 2, 3, 6])('print what they print once, where they are taken back (step %i)', async (bad) => {
    const printed: unknown[] = []
    const hook = {
      id: 'h',
      port: { node: 'a', handle: 'output' },
      pass: 'forward',
      type: 'stats',
      params: {},
    }
    await bothWays(line({ lr: 0.05 }, [hook]), async (each) => {
      await meetNaN(each, bad)
      const said = each.events.flatMap((event) => (event.kind === 'log' ? (event.printed ?? []) : []))
      printed.push(said.map(({ text }) => text))
    })
    expect(printed[0]).toHaveLength(9)
    expect(printed[1]).toEqual(printed[0])
  })

  it.each([{}, { momentum: 0.9 }])(
    'print what an update leaves, though it needs few operations: %j',
    async (more) => {
      const parameter = { node: 'a', name: 'weight' }
      const hooks = [
        { id: 'e', parameter, pass: 'backward', type: 'expression', params: { expr: '0.1' } },
        { id: 's', parameter, pass: 'after_step', type: 'stats', params: {} },
      ]
      const { state } = await bothWays(line({ lr: 0.05, ...more }, hooks), (each) => meetNaN(each, 10))
      expect(state()).toBe('paused')
    },
  )

  it.each([{}, { weight_decay: 0.01 }, { nesterov: true, weight_decay: 0.01 }])(
    'leave nothing behind where one is taken back in the middle of an update: %j',
    async (more) => {
      const left: number[] = []
      await bothWays(line({ lr: 0.05, momentum: 0.9, ...more }), async (each) => {
        const before = memory().tensors
        await meetNaN(each, 2)
        left.push(memory().tensors - before)
      })
      expect(left[1]).toBe(left[0])
    },
  )

  it.each([40, 4000])('stay graphs where a parameter of %i values flows that is looked at', async (size) => {
    const { modules, training } = line({ lr: 0.01, momentum: 0.9 })
    const net = documentOf(
      [
        ...modules.Net.nodes.filter(({ id }) => id !== 'r'),
        { id: 'p', type: 'Parameter', name: 'offset', params: { shape: [size / 40, 40], init: 'normal' } },
        { id: 'm', type: 'Mean', name: 'mean', params: { dim: 0 } },
        { id: 's', type: 'Add', name: 'sum' },
      ],
      ['p>m', 'x>s.input', 'm>s.other', 's>a', 'a>b', 'b>l.input', 'y>l.target'],
      training,
    )
    const { events } = await bothWays(net, async ({ session }) => {
      await session.handle({ kind: 'useInputs', inputs: samples() })
      // The last of each is looked at.
      for (let times = 0; times < 14; times++) await session.handle({ kind: 'step', count: 3 })
    })
    expect(waysOf(events)).toEqual([asGraph])
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
