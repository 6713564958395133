/** Optimisers, schedules and hooks, trained with a call an operation and captured as one graph: the same numbers to the last bit. */
import { describe, expect, it } from 'vitest'
import type { GraphDocument, Hook } from '../../graph/document/document'
import { testDocument } from '../../graph/document/test-graph'
import { CapturedSteps } from '../captured/captured-steps'
import { Generator, memory, optim, ready, tensor } from '../index'
import type { Tensor } from '../index'
import { savedRows } from './compare'
import { makeOptimizer, makeScheduler, ofOneGroup } from './saved-optim.fixture'
import type { AnyOptimizer, Scheduler, SchedulerSpec } from './saved-optim.fixture'
import { trainCaptured } from './captured-training.fixture'
import type { Training } from './captured-training.fixture'

await ready()

/** A net with small and large parameters, running statistics and random numbers. */
function net(hooks: readonly Hook[] = []): GraphDocument {
  const document = testDocument(
    [
      ['x: Input', { shape: [8] }],
      ['y: Input', { shape: [], dtype: 'int64' }],
      ['hidden: Linear', { out_features: 300 }],
      ['norm: BatchNorm1d', {}],
      ['relu: ReLU', {}],
      ['drop: Dropout', { p: 0.3 }],
      ['last: Linear', { out_features: 3 }],
      ['loss: CrossEntropyLoss', {}],
    ],
    [
      'x → hidden',
      'hidden → norm',
      'norm → relu',
      'relu → drop',
      'drop → last',
      'last → loss.input',
      'y → loss.target',
    ],
  )
  const modules = { ...document.modules, Net: { ...document.modules[document.main]!, hooks: [...hooks] } }
  return { ...document, modules }
}

function training(optimizer: Training['optimizer'], more: Partial<Training> = {}): Training {
  return {
    document: net(),
    steps: 20,
    optimizer,
    feed: (step) => {
      const random = new Generator(step)
      return {
        x: tensor(random.fillNormal(new Float32Array(12 * 8)), { shape: [12, 8] }),
        y: tensor(
          Int32Array.from({ length: 12 }, () => random.integer(0, 3)),
          { dtype: 'int64' },
        ),
      }
    },
    ...more,
  }
}

/** Trains both ways and expects the same bits, and that most steps ran as one graph. */
function expectSame(trained: Training): void {
  const before = memory().tensors
  const calls = trainCaptured(trained, 'calls')
  const graph = trainCaptured(trained, 'graph')
  expect(graph.refused).toEqual([])
  expect(graph.captured).toBeGreaterThan(trained.steps / 2)
  expect(graph.losses).toEqual(calls.losses)
  expect([...graph.tensors.keys()]).toEqual([...calls.tensors.keys()])
  for (const [name, values] of calls.tensors)
    expect(
      values.findIndex((value, i) => !Object.is(value, graph.tensors.get(name)![i])),
      name,
    ).toBe(-1)
  expect(memory().tensors).toBe(before)
}

const make =
  (name: string, options: object): Training['optimizer'] =>
  (parameters) =>
    makeOptimizer(name, name === 'Muon' ? matrices(parameters) : parameters, options)

/** What Muon takes: of the net here the weights of two layers. */
const matrices = (parameters: Tensor[]): Tensor[] => parameters.filter(({ ndim }) => ndim === 2)

/** One of each type in each pass that has numbers of its own for a step. */
const HOOKS: Hook[] = (
  [
    ['scale', { factor: 0.5 }],
    ['zero', {}],
    ['stop', {}],
    ['clip_norm', { max_norm: 0.5 }],
    ['clip_value', { max: 0.1 }],
    ['noise', { std: 0.1, seed: 4 }],
    ['dropout', { p: 0.2, seed: 5 }],
    ['replace_nan', { value: 2 }],
    ['expression', { expr: 'x * (1 + step / 10) + where(x > 0, 0.1, sin(step))' }],
  ] as const
).flatMap(([type, params], i): Hook[] => [
  { id: `f${i}`, edge: 'e3', pass: 'forward', type, params },
  { id: `b${i}`, port: { node: 'norm', handle: 'output' }, pass: 'backward', type, params },
  ...(['stop', 'dropout'].includes(type)
    ? []
    : [
        {
          id: `p${i}`,
          parameter: { node: 'hidden', name: 'weight' },
          pass: 'backward' as const,
          type,
          params,
        },
        { id: `a${i}`, parameter: { node: 'last', name: 'bias' }, pass: 'after_step' as const, type, params },
      ]),
])

const optimizers = ['optimizers', 'more_optimizers'].flatMap((name) =>
  savedRows<{ optimizer: string; options: object }>(name),
)
const schedulers = ['schedulers', 'more_schedulers'].flatMap((name) =>
  savedRows<{ scheduler: SchedulerSpec; optimizer: string }>(name),
)

describe.runIf(CapturedSteps.possible)('captured training is the same', () => {
  it.each(optimizers.map((row) => [row.optimizer, JSON.stringify(row.options), row] as const))(
    'with %s %s',
    (_, __, { optimizer, options }) => expectSame(training(make(optimizer, options))),
  )

  it.each(schedulers.map((row) => [JSON.stringify(row.scheduler), row.optimizer, row] as const))(
    'with %s of %s',
    (_, __, { scheduler: spec, optimizer: name }) => {
      let schedule: Scheduler
      expectSame(
        training(
          (parameters) => {
            const made = make(name, { lr: 0.1 })(parameters)
            schedule = makeScheduler(made, ofOneGroup(spec))
            return made
          },
          { after: (_optimizer, loss) => schedule.step(loss), steps: 30 },
        ),
      )
    },
  )

  it.each(
    HOOKS.map(
      (hook) =>
        [
          `${hook.type} ${hook.pass} on ${hook.edge ?? hook.port?.node ?? hook.parameter?.name}`,
          hook,
        ] as const,
    ),
  )('with a hook: %s', (_, hook) =>
    expectSame(training(make('Adam', { lr: 0.01 }), { document: net([hook]) })),
  )

  it('with parameters that do not learn', () => {
    const document = net()
    const definition = document.modules[document.main]!
    const nodes = definition.nodes.map((node) =>
      node.name === 'hidden' ? { ...node, requires_grad: { weight: false } } : node,
    )
    const frozen = {
      ...document,
      modules: { ...document.modules, [document.main]: { ...definition, nodes } },
    }
    const learning = (parameters: Tensor[]): AnyOptimizer =>
      new optim.SGD(
        parameters.filter(({ requiresGrad }) => requiresGrad),
        { lr: 0.1, momentum: 0.9 },
      )
    expectSame(training(learning, { document: frozen }))
  })

  it('with a loss that takes it for granted that it is given shares', () => {
    const document = testDocument(
      [
        ['x: Input', { shape: [8] }],
        ['y: Input', { shape: [2] }],
        ['last: Linear', { out_features: 2 }],
        ['share: Sigmoid', {}],
        ['loss: BCELoss', {}],
      ],
      ['x → last', 'last → share', 'share → loss.input', 'y → loss.target'],
    )
    const feed = (step: number): Record<string, Tensor> => {
      const random = new Generator(step)
      const values = (size: number): Float32Array =>
        Float32Array.from({ length: size }, () => random.uniform())
      return { x: tensor(values(12 * 8), { shape: [12, 8] }), y: tensor(values(12 * 2), { shape: [12, 2] }) }
    }
    expectSame(training(make('SGD', { lr: 0.1 }), { document, feed }))
  })

  // TensorFlow has one kernel for some of these with the layer before, and other orders of products for others.
  it.each(['Sigmoid', 'Tanh', 'GELU', 'SiLU', 'Mish', 'Hardswish', 'Softmax'])(
    'with %s behind a layer, whose values count',
    (type) => {
      const document = testDocument(
        [
          ['x: Input', { shape: [8] }],
          ['y: Input', { shape: [3] }],
          ['last: Linear', { out_features: 3 }],
          [`bent: ${type}`, type === 'Softmax' ? { dim: 1 } : {}],
          ['loss: MSELoss', {}],
        ],
        ['x → last', 'last → bent', 'bent → loss.input', 'y → loss.target'],
      )
      const feed = (step: number): Record<string, Tensor> => {
        const random = new Generator(step)
        const values = (size: number): Float32Array => random.fillNormal(new Float32Array(size))
        return {
          x: tensor(values(12 * 8), { shape: [12, 8] }),
          y: tensor(values(12 * 3), { shape: [12, 3] }),
        }
      }
      expectSame(training(make('SGD', { lr: 0.1 }), { document, feed }))
    },
  )
})
