/** Every node type, trained with a call an operation and captured as one graph: the same numbers. */
import { describe, expect, it } from 'vitest'
import { inferDocument } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { CapturedSteps } from '../captured/captured-steps'
import { times } from '../../../scripts/testing/test-scale.mjs'
import { memory, optim, ready, tensor } from '../index'
import type { Tensor } from '../index'
import { shaken, trainCaptured } from './captured-training.fixture'
import type { Training } from './captured-training.fixture'
import { nodeGraph, nodeRows } from './node-graphs.fixture'
import type { NodeGraph } from './node-graphs.fixture'

await ready()

/** Rows of each type; all of them in a long run. */
const ROWS = times(3)
const STEPS = 20

/** It takes shares alone, which are not what is fed here; captured-training.test.ts has it behind a Sigmoid. */
const SHARES = 'BCELoss'

const graphs = nodeRows({ fewer: true })
  .flatMap((row, index) =>
    (['module', 'functional'] as const).flatMap((call) => nodeGraph(row, call, { index, cubed: true })),
  )
  .filter(({ type, document }) => type !== SHARES && planGraph(inferDocument(document)).kind !== 'refused')
const counts = new Map<string, number>()
const some = graphs.filter(({ type }) => {
  counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts.get(type)! <= ROWS
})

/**
 * The largest and smallest of rows read where they lie, to hand the gradient there; RReLU reads which values it draws a slope for; CTCLoss sums ways
 * here; MaxUnpool reads the places, which may lie outside.
 */
const READS = new Set(['Max', 'Min', 'RReLU', 'CTCLoss', 'MaxUnpool1d', 'MaxUnpool2d', 'MaxUnpool3d'])

function trainingOf({ document, inputs, mode, frozen }: NodeGraph): Training {
  const floats = [...inputs].filter(([name, { dtype }]) => dtype === 'F32' && !frozen.includes(name))
  return {
    document,
    mode,
    steps: STEPS,
    learned: floats.map(([name]) => name),
    feed: (step) =>
      Object.fromEntries(
        [...inputs].map(([name, { dtype, shape, values }]): [string, Tensor] => [
          name,
          dtype === 'F32'
            ? tensor(frozen.includes(name) ? Float32Array.from(values) : shaken(values, step), { shape })
            : tensor(Int32Array.from(values), { shape, dtype: 'int64' }),
        ]),
      ),
    optimizer: (parameters) => new optim.SGD(parameters, { lr: 1e-3, momentum: 0.9 }),
    after: (optimizer) => {
      for (const group of optimizer.paramGroups) group.lr *= 0.97
    },
  }
}

describe.runIf(CapturedSteps.possible)('a captured step', () => {
  it.each(some.map((graph) => [graph.title, graph] as const))('is the same with %s', (_, graph) => {
    const training = trainingOf(graph)
    const before = memory().tensors
    const calls = trainCaptured(training, 'calls')
    const captured = trainCaptured(training, 'graph')
    if (!READS.has(graph.type)) expect(captured.refused).toEqual([])
    expect(captured.captured > STEPS / 2 || captured.refused.length > 0).toBe(true)
    expect(captured.losses).toEqual(calls.losses)
    expect([...captured.tensors.keys()]).toEqual([...calls.tensors.keys()])
    for (const [name, values] of calls.tensors)
      expect(
        values.findIndex((value, i) => !Object.is(value, captured.tensors.get(name)![i])),
        name,
      ).toBe(-1)
    // A loss is not in the net, and its weights go when the collector finds them.
    if (!/weight":\[/.test(graph.title)) expect(memory().tensors).toBe(before)
  })
})
